/** What people have typed and chosen in the blocks of one message, modal or Home tab, by block and action. */

export class FieldValues {
  constructor() {
    this.values = {};
    this.types = {};
  }

  /** Register an element, and return its value: what was kept, or else its initial one. */
  register(block, part, initial) {
    const { block_id: blockId } = block;
    const kept = this.values[blockId]?.[part.action_id];
    this.types[`${blockId} ${part.action_id}`] = part.type;
    const value = kept && kept.type === part.type ? kept : { type: part.type, ...initial };
    this.set(block, part, value);
    return value;
  }

  set(block, part, value) {
    this.values[block.block_id] ??= {};
    this.values[block.block_id][part.action_id] = { type: part.type, ...value };
  }

  /** Forget the fields that these blocks no longer have. */
  keep(blocks) {
    const ids = new Set((blocks ?? []).map((block) => block.block_id));
    for (const id of Object.keys(this.values)) if (!ids.has(id)) delete this.values[id];
  }

  toJson() {
    return structuredClone(this.values);
  }
}
