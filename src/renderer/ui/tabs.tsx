import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

export interface TabsProps<Value extends string> {
  readonly label: string;
  readonly title: string;
  readonly chosen: Value;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly onChoose: (value: Value) => void;
  readonly children: ReactNode;
}

/** Faces of one thing, chosen beside its title. */
export const Tabs = <Value extends string>({
  label,
  title,
  chosen,
  choices,
  onChoose,
  children,
}: TabsProps<Value>) => (
  <Base.Root
    value={chosen}
    onValueChange={(value: unknown) => {
      const choice = choices.find((each) => each.value === value);
      if (choice) onChoose(choice.value);
    }}
    className="contents"
  >
    <div className="mb-3 flex items-center narrow:mb-2">
      <h2 className="grow font-semibold whitespace-nowrap">{title}</h2>
      <Base.List aria-label={label} className="inline-flex gap-0.5 rounded-sm bg-press p-0.5">
        {choices.map((choice) => (
          <Base.Tab
            key={choice.value}
            value={choice.value}
            className="h-[22px] rounded-xs px-2.5 text-xs font-medium text-fg-2 data-[active]:bg-raised dark:data-[active]:bg-(--n-400) dark:data-[active]:shadow-none data-[active]:text-fg data-[active]:shadow-[var(--shadow-1),0_0_0_1px_var(--border)]"
          >
            {choice.label}
          </Base.Tab>
        ))}
      </Base.List>
    </div>
    {choices.map(({ value }) => (
      <Base.Panel key={value} value={value} className="min-w-0 outline-none">
        {value === chosen && children}
      </Base.Panel>
    ))}
  </Base.Root>
);
