"use client";
import { useState } from "react";
import { moved } from "../components/arrange.ts";
import { SortableList } from "../components/sortable-list.tsx";
import { Cell, Head, HeadCell, Row, RowLink, Table } from "../components/table.tsx";
import { Specimen } from "./specimen.tsx";

export function Lists() {
  const [items, setItems] = useState(["Gemini 2.5 Flash", "Gemini 2.5 Pro", "Gemini 2.0 Flash"]);
  return (
    <>
      <Specimen name="SortableList: to be ordered, and to be looked at">
        <div className="grid grid-cols-2 gap-8">
          {[false, true].map((disabled) => (
            <SortableList
              key={String(disabled)}
              items={items}
              idOf={(item) => item}
              gripLabel={(item) => `Move ${item}`}
              disabled={disabled}
              instructions="Space lifts, arrows move, Space drops."
              say={(event, item, place) => `${item} ${event}, place ${place}`}
              onMove={(from, to) => setItems(moved(items, from, to))}
              hint={(item, from, to) => (from === to ? null : `${item}: from ${from + 1} to ${to + 1}`)}
              row={(item, index, _, effect) => (
                <div className="py-2.5">
                  {index + 1}. {item} <span className="text-12 text-primary">{effect}</span>
                </div>
              )}
            />
          ))}
        </div>
      </Specimen>
      <Specimen name="Table: arrow keys go through the rows">
        <Table>
          <Head>
            <HeadCell>Bot</HeadCell>
            <HeadCell className="text-right">Answers</HeadCell>
          </Head>
          <tbody>
            {items.map((item, i) => (
              <Row key={item}>
                <Cell>
                  <RowLink href="#row">{item}</RowLink>
                </Cell>
                <Cell className="text-right tabular-nums">{i * 120}</Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      </Specimen>
    </>
  );
}
