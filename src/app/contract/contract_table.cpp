#include "app/contract/contract_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> pages_of(const evidence::ContractPack& pack, const evidence::ContractDetail& detail) {
  std::vector<std::string> pages;
  for (const std::string& id : detail.sources) pages.push_back(pack.source(id)->url);
  return pages;
}

/// A text as one cell of a Markdown table.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string markdown(const evidence::ContractPack& pack) {
  std::string text = "| area | what to verify | source | accessed | safe wording |\n|---|---|---|---|---|\n";
  for (const evidence::ContractDetail& detail : pack.details) {
    text += fmt::format("| {} | {} | {} | {} | “{}” |\n", cell(detail.area), cell(detail.verify),
                        fmt::join(pages_of(pack, detail), " and "), detail.accessed, cell(detail.wording));
  }
  return text;
}

std::string plain(const evidence::ContractPack& pack) {
  std::string text = fmt::format("{} ({})\n", pack.title, pack.name);
  for (const evidence::ContractDetail& detail : pack.details) {
    text += fmt::format("\n{}\n  verify   {}\n  source   {}\n  accessed {}\n  wording  {}\n", detail.area, detail.verify,
                        fmt::join(pages_of(pack, detail), "\n           "), detail.accessed, detail.wording);
  }
  return text;
}

std::string json(const evidence::ContractPack& pack) {
  Json rows = Json::array();
  for (const evidence::ContractDetail& detail : pack.details) {
    rows.push_back({{"area", detail.area},
                    {"topic", detail.topic},
                    {"verify", detail.verify},
                    {"sources", pages_of(pack, detail)},
                    {"accessed", detail.accessed},
                    {"wording", detail.wording}});
  }
  return Json{{"pack", pack.name}, {"title", pack.title}, {"details", std::move(rows)}}.dump(2) + "\n";
}

}  // namespace

std::string contract_table(const evidence::ContractPack& pack, TableFormat format) {
  if (format == TableFormat::Markdown) return markdown(pack);
  return format == TableFormat::Json ? json(pack) : plain(pack);
}

}  // namespace jurymast::app
