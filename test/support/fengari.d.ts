/** The part of fengari that `lua.ts` uses. */
declare module 'fengari' {
  /** A text of Lua. */
  type LuaString = Uint8Array;
  interface State {
    readonly state: unique symbol;
  }

  export function to_luastring(text: string): LuaString;
  export namespace lua {
    function lua_getfield(state: State, index: number, key: LuaString): void;
    function lua_pop(state: State, count: number): void;
    function lua_tojsstring(state: State, index: number): string;
  }
  export namespace lauxlib {
    function luaL_newstate(): State;
    function luaL_requiref(state: State, name: LuaString, open: unknown, isGlobal: 0 | 1): void;
    /** Returns whether there was an error, whose message is then on the stack. */
    function luaL_dostring(state: State, script: LuaString): boolean;
  }
  export namespace lualib {
    const luaopen_base: unknown;
  }
}
