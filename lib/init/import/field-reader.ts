import { isDeepStrictEqual } from 'node:util';
import { defaultOfField, isGenerated, reasonForField } from './known-fields';
import { textOf } from './text-of';

/** Something of a manifest that a list cannot express, or that it does in another way. */
export interface Difference {
  /** Path of the field, such as `spec.template.spec.hostNetwork`. */
  readonly field: string;
  readonly reason: string;
}

/**
 * Reads the fields of an object in a manifest, and keeps account of those that were read: `differences` has one entry for
 * each of the others. So a field that nobody thought of is reported, too.
 */
export class FieldReader {
  private readonly read = new Set<string>();
  private readonly nested = new Map<string, FieldReader>();
  private readonly notes: Difference[] = [];
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    value: unknown,
    readonly path = '',
  ) {
    this.fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  }

  /** Returns the value of a field. */
  value(name: string): unknown {
    this.read.add(name);
    return this.fields[name];
  }

  /** Returns the value of a field that is a string. */
  text(name: string): string | undefined {
    const value = this.value(name);
    return typeof value === 'string' ? value : undefined;
  }

  /** Returns the strings of a field that is an array. */
  texts(name: string): string[] {
    const value = this.value(name);
    return Array.isArray(value) ? value.map(textOf) : [];
  }

  /** Returns a reader for a field that is an object. */
  object(name: string): FieldReader {
    return this.nestedReader(this.value(name), name);
  }

  /** Returns a reader for each object of a field that is an array. Their paths have the names of the objects, if unique. */
  objects(name: string): FieldReader[] {
    const value = this.value(name);
    const items: unknown[] = Array.isArray(value) ? value : [];
    const keys = items.map((item) => (item as { name?: unknown } | null)?.name);
    return items.map((item, index) => {
      const key = keys[index];
      const isUnique = typeof key === 'string' && keys.indexOf(key) === keys.lastIndexOf(key);
      return this.nestedReader(item, `${name}[${isUnique ? key : index}]`);
    });
  }

  /** Marks fields as read: they have no effect on the task. */
  ignore(...names: readonly string[]): this {
    for (const name of names) this.read.add(name);
    return this;
  }

  /** Marks the whole object as read. */
  ignoreAll(): void {
    this.notes.length = 0;
    this.nested.clear();
    this.ignore(...Object.keys(this.fields));
  }

  /** Reports the whole object instead of its fields. */
  reject(reason: string): void {
    this.ignoreAll();
    this.notes.push({ field: this.path, reason });
  }

  /** Reports a field, or the object itself, in other words than those for its name. */
  report(name: string, reason: string): void {
    this.notes.push({ field: this.pathOf(name), reason });
  }

  /** Whether a field was read. */
  hasRead(): boolean {
    return this.read.size > 0;
  }

  /** Returns what was reported, and what was not read. */
  differences(): Difference[] {
    const unread = Object.entries(this.fields)
      .filter(([name, value]) => !this.read.has(name) && !isGenerated(name) && !hasDefault(name, value))
      .map(([name]) => ({ field: this.pathOf(name), reason: reasonForField(name) }));
    return [...this.notes, ...unread, ...[...this.nested.values()].flatMap((reader) => reader.differences())];
  }

  private nestedReader(value: unknown, name: string): FieldReader {
    const reader = this.nested.get(name) ?? new FieldReader(value, this.pathOf(name));
    this.nested.set(name, reader);
    return reader;
  }

  private pathOf(name: string): string {
    return [this.path, name].filter(Boolean).join('.');
  }
}

function hasDefault(name: string, value: unknown): boolean {
  const isEmpty = value === null || (typeof value === 'object' && Object.keys(value).length === 0);
  return isEmpty || isDeepStrictEqual(value, defaultOfField(name));
}
