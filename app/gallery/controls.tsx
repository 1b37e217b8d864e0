"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../components/button.tsx";
import { Copy } from "../components/copy.tsx";
import { FilterFold } from "../components/filter-fold.tsx";
import { FilterSelect } from "../components/filters.tsx";
import { Input } from "../components/input.tsx";
import { PageTurns } from "../components/page-turns.tsx";
import { SearchInput } from "../components/search-input.tsx";
import { Select } from "../components/select.tsx";
import { Switch } from "../components/switch.tsx";
import { Textarea } from "../components/textarea.tsx";
import { Specimen, SpecimenRow } from "./specimen.tsx";

const variants = ["primary", "secondary", "ghost", "danger", "link"] as const;
const options = [
  { value: "flash", label: "Gemini 2.5 Flash" },
  { value: "pro", label: "Gemini 2.5 Pro" },
  { value: "off", label: "Not offered any more", disabled: true },
];

export function Controls() {
  const [on, setOn] = useState(true);
  const [sought, setSought] = useState("");
  const [chosen, setChosen] = useState("flash");
  return (
    <>
      <Specimen name="Button">
        {(["md", "sm"] as const).map((size) => (
          <SpecimenRow key={size}>
            {variants.map((variant) => (
              <Button key={variant} variant={variant} size={size}>
                {variant}
              </Button>
            ))}
          </SpecimenRow>
        ))}
        <SpecimenRow>
          {variants.slice(0, 4).map((variant) => (
            <Button key={variant} variant={variant} pending>
              pending
            </Button>
          ))}
        </SpecimenRow>
        <SpecimenRow>
          {variants.slice(0, 4).map((variant) => (
            <Button key={variant} variant={variant} disabled>
              disabled
            </Button>
          ))}
        </SpecimenRow>
        <SpecimenRow>
          <Button>
            <Plus aria-hidden />
            with an icon
          </Button>
          <Button variant="ghost" size="icon" aria-label="icon">
            <Plus aria-hidden />
          </Button>
          <Button asChild variant="secondary">
            <a href="#looks-of-a-button">looks of a button</a>
          </Button>
        </SpecimenRow>
      </Specimen>
      <Specimen name="Input, Textarea">
        <SpecimenRow>
          <Input className="w-48" placeholder="placeholder" />
          <Input className="w-48" defaultValue="a value" />
          <Input className="w-48" defaultValue="not right" aria-invalid />
          <Input className="w-48" defaultValue="disabled" disabled />
        </SpecimenRow>
        <Textarea rows={3} defaultValue={"Several lines,\nof a prompt for instance."} />
      </Specimen>
      <Specimen name="Select">
        <SpecimenRow>
          <Select
            className="w-56"
            value={chosen}
            onValueChange={setChosen}
            options={options}
            aria-label="Model"
          />
          <Select
            className="w-56"
            value=""
            onValueChange={setChosen}
            options={options}
            placeholder="placeholder"
          />
          <Select className="w-56" value="pro" onValueChange={setChosen} options={options} disabled />
        </SpecimenRow>
      </Specimen>
      <Specimen name="FilterSelect, PageTurns">
        <FilterSelect
          label="Bot"
          value=""
          all="All bots"
          options={[{ value: "shop", label: "Shop" }]}
          onChange={() => undefined}
        />
        <PageTurns first={{ href: "#first", label: "Newest" }} next={{ href: "#next", label: "Older" }} />
      </Specimen>
      <Specimen name="FilterFold: all in a row; on a phone behind a button">
        <FilterFold
          active={2}
          search={<SearchInput label="Find an answer" value={sought} onChange={setSought} />}
          choice={<Button variant="secondary">Not answered</Button>}
        >
          {(open) => (
            <Button variant="ghost" size="sm">
              {open ? "Asked for" : "Clear filters"}
            </Button>
          )}
        </FilterFold>
      </Specimen>
      <Specimen name="SearchInput">
        <SpecimenRow>
          <SearchInput label="Find a model" value={sought} onChange={setSought} />
          <SearchInput label="Find a model" value="flash" onChange={setSought} />
        </SpecimenRow>
      </Specimen>
      <Specimen name="Switch">
        <SpecimenRow>
          <Switch checked={on} onCheckedChange={setOn} aria-label="on" />
          <Switch checked={!on} onCheckedChange={(next) => setOn(!next)} aria-label="off" />
          <Switch checked disabled aria-label="on, disabled" />
          <Switch checked={false} disabled aria-label="off, disabled" />
        </SpecimenRow>
      </Specimen>
      <Specimen name="Copy">
        <Copy text="https://t.me/example" label="Copy the link" />
      </Specimen>
    </>
  );
}
