#include "app/contract/contract_command.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "app/contract/contract_packs.hpp"
#include "app/contract/contract_table.hpp"
#include "app/exit_code.hpp"
#include "config/load_contract_pack.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;

int complain(const Streams& streams, std::string_view message) {
  fmt::print(streams.complaints, "jurymast contract: {}\n", message);
  return kUsage;
}

int print(const Streams& streams, const std::string& text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), streams.out) == text.size() && std::fflush(streams.out) == 0;
  return written ? kPass : kToolFailed;
}

/// The text with the value of one key replaced; the key stands at the beginning of a line below the table's head. Nothing where it does not.
std::optional<std::string> with_value(std::string_view text, const std::string& table, const std::string& key,
                                      const std::string& value) {
  const std::string head = "[" + table + "]\n";
  const std::size_t at = text.starts_with(head) ? 0 : text.find("\n" + head);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t line = text.find("\n" + key + " = ", at);
  const std::size_t next_table = text.find("\n[", at + 1);
  if (line == std::string_view::npos || line > next_table) return std::nullopt;
  std::string changed(text.substr(0, line));
  changed += fmt::format("\n{} = \"{}\"", key, value);
  return changed.append(text.substr(std::min(text.find('\n', line + 1), text.size())));
}

/// One change of a pack's text, and whether the pack says afterwards what was asked for.
struct Change {
  std::string table;
  std::string key;
  std::string value;
};

Result<Change> change_of(const std::string& source, const evidence::ContractPack& pack) {
  const std::size_t sign = source.find('=');
  if (sign == std::string::npos) return fail(Code::Invalid, "--source {}: write it as ID=ADDRESS", source);
  const std::string id = source.substr(0, sign);
  if (pack.source(id) != nullptr) return Change{"sources." + id, "url", source.substr(sign + 1)};
  std::string known;
  for (const evidence::ContractSource& one : pack.sources) known += (known.empty() ? "" : ", ") + one.id;
  return fail(Code::NotFound, "the pack has no source \"{}\"; it has: {}", id, known);
}

Result<std::vector<Change>> changes_of(const ContractShowOptions& options, const evidence::ContractPack& pack) {
  std::vector<Change> changes;
  if (!options.name.empty()) changes.push_back({"pack", "name", options.name});
  for (const std::string& source : options.sources) {
    auto change = change_of(source, pack);
    if (!change) return tl::unexpected(change.error());
    changes.push_back(std::move(*change));
  }
  return changes;
}

Result<std::string> changed_text(const NamedPack& named, const std::vector<Change>& changes) {
  std::string text = named.text;
  for (const Change& change : changes) {
    auto changed = with_value(text, change.table, change.key, change.value);
    if (!changed) {
      return fail(Code::Invalid, "[{}] of this file is not written as `{} = …` on a line of its own; change it by hand",
                  change.table, change.key);
    }
    text = std::move(*changed);
  }
  const auto loaded = config::load_contract_pack(text, "the changed pack");
  if (!loaded.pack) return fail(Code::Invalid, "{}", loaded.problem_text());
  return text;
}

}  // namespace

int run_contract_list(const ContractListOptions& options, const Streams& streams) {
  Json rows = Json::array();
  std::string text;
  for (const evidence::ShippedPack& shipped : evidence::shipped_packs()) {
    const auto loaded = config::load_contract_pack(shipped.text, shipped.name);
    if (!loaded.pack) return complain(streams, loaded.problem_text());
    rows.push_back({{"name", shipped.name}, {"title", loaded.pack->title}, {"details", loaded.pack->details.size()}});
    text += fmt::format("{:<18}  {}\n", shipped.name, loaded.pack->title);
  }
  return print(streams, options.json ? Json{{"packs", std::move(rows)}}.dump(2) + "\n" : text);
}

int run_contract_show(const ContractShowOptions& options, const Streams& streams) {
  const auto named = read_contract_pack(options.pack);
  if (!named) return complain(streams, named.error().message);
  const auto text =
      changes_of(options, named->pack).and_then([&](const std::vector<Change>& changes) { return changed_text(*named, changes); });
  return text ? print(streams, *text) : complain(streams, text.error().message);
}

int run_contract_table(const ContractTableOptions& options, const Streams& streams) {
  const auto named = read_contract_pack(options.pack);
  if (!named) return complain(streams, named.error().message);
  return print(streams, contract_table(named->pack, options.format));
}

}  // namespace jurymast::app
