import { lauxlib, lua, lualib, to_luastring } from 'fengari';

/** What a health check of Argo CD returns. */
export interface Health {
  readonly status: string;
  readonly message: string;
}

/** Runs a health check as Argo CD does: the object is the variable `obj`, and there are few libraries. */
export function runHealthCheck(script: string, object: unknown): Health {
  const state = lauxlib.luaL_newstate();
  lauxlib.luaL_requiref(state, to_luastring('_G'), lualib.luaopen_base, 1);
  if (lauxlib.luaL_dostring(state, to_luastring(`obj = ${toLua(object)}\n${script}`))) {
    throw new Error(lua.lua_tojsstring(state, -1));
  }
  const field = (name: string): string => {
    lua.lua_getfield(state, -1, to_luastring(name));
    const text = lua.lua_tojsstring(state, -1);
    lua.lua_pop(state, 1);
    return text;
  };
  return { status: field('status'), message: field('message') };
}

/** Returns a value of JSON as a literal of Lua. */
function toLua(value: unknown): string {
  if (Array.isArray(value)) return `{ ${value.map(toLua).join(', ')} }`;
  if (typeof value !== 'object' || value === null) return value === null ? 'nil' : JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, item]) => `[${JSON.stringify(key)}] = ${toLua(item)}`)
    .join(', ')} }`;
}
