import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useState, type ReactElement } from 'react';
import { namesOf } from '../editor/changes';
import { STATE_TYPES } from '../editor/fields';
import type { Json } from '../graph/definition';

interface Props {
  readonly definition: Json;
  readonly selected: string | null;
  readonly isDisabled: boolean;
  readonly onAdd: (type: string) => void;
  readonly onConnect: (to: string) => void;
  readonly onRename: (to: string) => void;
  readonly onDelete: () => void;
}

/** What can be done to the state that is selected in the picture. */
export function StateTools(props: Props): ReactElement {
  const { definition, selected, isDisabled, onAdd, onConnect, onRename, onDelete } = props;
  const [name, setName] = useState(selected ?? '');
  useEffect(() => setName(selected ?? ''), [selected]);
  const others = namesOf(definition).filter((one) => one !== selected);
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <ButtonDropdown
        disabled={isDisabled}
        items={STATE_TYPES.map((type) => ({ id: type, text: type }))}
        onItemClick={({ detail }) => onAdd(detail.id)}
      >
        {selected === null ? 'Add a first state' : 'Add after it'}
      </ButtonDropdown>
      <ButtonDropdown
        disabled={isDisabled || selected === null || others.length === 0}
        items={others.map((one) => ({ id: one, text: one }))}
        onItemClick={({ detail }) => onConnect(detail.id)}
      >
        Lead to
      </ButtonDropdown>
      <Input
        value={name}
        disabled={isDisabled || selected === null}
        ariaLabel="Name of the selected state"
        placeholder="Select a state in the picture"
        onChange={({ detail }) => setName(detail.value)}
      />
      <Button disabled={isDisabled || selected === null || name === selected} onClick={() => onRename(name)}>
        Rename
      </Button>
      <Button disabled={isDisabled || selected === null} onClick={onDelete}>
        Delete
      </Button>
    </SpaceBetween>
  );
}
