/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-html.h"

/* Colours have to stand out by 4.5 : 1 from the page, light and dark (WCAG 2.1, 1.4.3). */
static const char style[] =
    ":root{--page:#fff;--ink:#1d1d1f;--dim:#5b5b60;--line:#d9d6d2;--card:#faf8f6;--seal:#b5271d;"
    "--good:#1b6e38;--warn:#8a5300;--bad:#b3150f;--open:#5b5b60}"
    "@media (prefers-color-scheme:dark){:root{--page:#1b1a19;--ink:#efedea;--dim:#aaa6a1;"
    "--line:#45413d;--card:#242220;--seal:#f0857a;--good:#6fce8e;--warn:#f0b357;--bad:#ff8a80;"
    "--open:#aaa6a1}}"
    "*{box-sizing:border-box}"
    "body{margin:0;background:var(--page);color:var(--ink);"
    "font:1rem/1.55 system-ui,'Noto Sans','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',"
    "sans-serif;overflow-wrap:anywhere}"
    "main{max-width:54rem;margin:0 auto;padding:1.5rem 1rem 3rem}"
    "header p.kind{margin:0;color:var(--seal);font-weight:600}"
    "h1{font-size:1.6rem;line-height:1.25;margin:.2rem 0 1rem;text-wrap:balance}"
    "h2{font-size:1.25rem;line-height:1.3;margin:0 0 .75rem}"
    "h3{font-size:1rem;margin:1.25rem 0 .4rem}"
    ".state{display:flex;gap:.6rem;align-items:flex-start}"
    ".state svg{flex:none;width:1.25em;height:1.25em;margin-top:.14em}"
    ".state.good>svg{color:var(--good)}.state.warn>svg{color:var(--warn)}"
    ".state.bad>svg{color:var(--bad)}.state.open>svg{color:var(--open)}"
    "section{margin:2rem 0 0}"
    ".card{border:1px solid var(--line);border-radius:12px;background:var(--card);"
    "padding:1rem 1.1rem;margin:1rem 0 0}"
    ".card.bad{border-left:5px solid var(--bad)}.card.warn{border-left:5px solid var(--warn)}"
    ".card.good{border-left:5px solid var(--good)}.card.open{border-left:5px solid var(--open)}"
    ".card>p.number{margin:0;color:var(--dim)}"
    ".rows{list-style:none;margin:0;padding:0;display:grid;gap:.55rem}"
    ".rows .q{flex:0 0 6.5rem;color:var(--dim)}"
    ".advice{margin:.9rem 0 0;font-weight:600}"
    "dl{display:grid;grid-template-columns:minmax(8rem,13.5rem) 1fr;gap:.3rem 1rem;margin:.6rem 0 "
    "0}"
    "dt{color:var(--dim)}dd{margin:0}"
    ".code{font-family:ui-monospace,'DejaVu Sans Mono','Noto Sans Mono',monospace;font-size:.875em}"
    "summary{cursor:pointer;margin-top:1rem;font-weight:600;padding:.3rem 0}"
    "aside ul{margin:0;padding-left:1.9rem}.remark{color:var(--dim)}"
    ".pair{display:flex;gap:1rem;margin:.6rem 0}figure{margin:0;flex:1 1 0;min-width:0}"
    "figure img{width:100%;height:auto;display:block;border:1px solid var(--line)}"
    "figcaption{color:var(--dim);font-size:.9em;margin-top:.25rem}"
    "ul.changes{list-style:none;margin:0;padding:0;display:grid;gap:.4rem}"
    ".page{color:var(--dim);white-space:nowrap}"
    "table{border-collapse:collapse;width:100%;margin-top:1rem}"
    "th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;"
    "border-bottom:1px solid var(--line)}"
    "th{color:var(--dim);font-weight:600;overflow-wrap:normal}td.n{text-align:right}"
    "a{color:inherit}"
    "footer{margin-top:2.5rem;border-top:1px solid var(--line);padding-top:1rem}"
    "@media (max-width:36rem){dl{grid-template-columns:1fr;gap:0}dd{margin:0 0 .55rem}"
    ".rows li{flex-wrap:wrap}.rows .q{flex-basis:100%}.rows li{gap:.15rem .5rem}"
    ".rows .a{flex:1 1 0}"
    "table,tbody,tr,td{display:block}thead{display:none}tr{padding:.6rem 0;"
    "border-bottom:1px solid var(--line)}td{border:0;padding:.1rem 0}td.n{text-align:left}}"
    "@media print{:root{--page:#fff;--ink:#000;--dim:#444;--line:#bbb;--card:#fff;--seal:#b5271d;"
    "--good:#1b6e38;--warn:#8a5300;--bad:#b3150f;--open:#444}"
    "body{font-size:10pt}main{max-width:none;padding:0}"
    ".card{break-inside:auto}h2,h3,.rows,.state{break-inside:avoid;break-after:avoid}}";

/**
 * report_html_get_style:
 *
 * Gives the style sheet, of which the page's security policy names the digest.
 *
 * Returns: (transfer none): CSS
 */
const char *
report_html_get_style (void)
{
  return style;
}
