#include <fmt/format.h>

#include "app/draw/markup.hpp"
#include "app/incident/histogram_chart.hpp"
#include "app/incident/incident_packet_command.hpp"
#include "app/incident/timeline_chart.hpp"

namespace jurymast::app {
namespace {

using review::IncidentPacket;
using review::PacketSection;

constexpr std::string_view kPageStyle =
    "body{font-family:system-ui,\"Segoe UI\",Helvetica,Arial,sans-serif;line-height:1.45;max-width:76rem;margin:2rem auto;"
    "padding:0 1rem;color:#1a1a1a;background:#ffffff}\n"
    "table{border-collapse:collapse;margin:1rem 0}\n"
    "th,td{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #d0d0d0;vertical-align:top}\n"
    "pre,td{overflow-wrap:anywhere}\n"
    ".open{font-weight:700}\n"
    "figure{margin:1rem 0}figure svg{width:100%;height:auto}\n"
    "@media screen and (prefers-color-scheme:dark){body{color:#eeeeee;background:#16181c}th,td{border-color:#44484f}}\n";

std::string checklist(const IncidentPacket& packet) {
  std::string rows = "<tr><th scope=\"col\">item</th><th scope=\"col\">state</th><th scope=\"col\">what to do</th></tr>\n";
  for (const review::PacketItem& item : packet.items) {
    rows += fmt::format("<tr><th scope=\"row\">{}<br>{}</th>{}{}</tr>\n", element("code", item.name), escaped(item.words),
                        element("td", item.there ? "there" : "missing", item.there ? "" : "open"), element("td", item.remedy));
  }
  return element("h2", "Completeness") + "\n" +
         element("p", packet.complete() ? "Complete." : "Incomplete.", packet.complete() ? "" : "open") +
         fmt::format("\n<table>\n{}</table>\n", rows);
}

std::string table(const PacketSection& section) {
  if (section.rows.empty()) return {};
  std::string rows = "<tr>";
  for (const std::string_view column : section.columns) rows += fmt::format("<th scope=\"col\">{}</th>", escaped(column));
  rows += "</tr>\n";
  for (const auto& row : section.rows) {
    rows += "<tr>";
    for (const review::PacketCell& cell : row) rows += element("td", review::cell_text(cell));
    rows += "</tr>\n";
  }
  return fmt::format("<table>\n{}</table>\n", rows);
}

std::string drawing_of(const PacketSection& section, const review::IncidentFacts& facts) {
  std::string drawing;
  if (section.name == "histogram") drawing = histogram_drawing(facts);
  if (section.name == "timeline") drawing = timeline_drawing(facts);
  return drawing.empty() ? std::string() : "<figure>\n" + drawing + "</figure>\n";
}

std::string section_html(const PacketSection& section, const review::IncidentFacts& facts) {
  std::string html = "<section>\n" + element("h2", section.title) + "\n" + drawing_of(section, facts);
  for (const std::string& sentence : section.text) html += element("p", sentence) + "\n";
  html += table(section);
  for (const auto& [name, json] : section.json) html += element("p", name) + "\n" + element("pre", json) + "\n";
  return html + "</section>\n";
}

}  // namespace

std::string packet_html(const IncidentPacket& packet, const review::IncidentFacts& facts) {
  const std::string title =
      fmt::format("Incident {} on {}", packet.incident.empty() ? "that nobody opened" : packet.incident, packet.route);
  std::string page = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n{}\n<style>\n{}{}{}</style>\n</head>\n<body>\n{}\n{}\n",
      element("title", title), kPageStyle, histogram_style(), timeline_style(), element("h1", title),
      element("p", fmt::format("Packet for {}, made at {}.", name_of(packet.ask.view), to_rfc3339(packet.ask.at))));
  page += checklist(packet);
  for (const PacketSection& section : packet.sections) page += section_html(section, facts);
  return page + "</body>\n</html>\n";
}

}  // namespace jurymast::app
