#include "config/load_contract_pack.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "config/contract_settings.hpp"
#include "config/did_you_mean.hpp"
#include "config/section_reader.hpp"

namespace jurymast::config {
namespace {

using evidence::ContractPack;

constexpr std::array<std::string_view, 5> kTopLevel{"pack", "families", "sources", "details", "model_advice"};

/// Reads one pack's tables, and then checks what spans several of them.
class PackReader {
 public:
  PackReader(const Node& root, std::vector<Problem>& errors) : root_(root), errors_(errors) {}

  ContractPack read() {
    const std::vector<std::string_view> known(kTopLevel.begin(), kTopLevel.end());
    for (const Member& member : root_.members) {
      if (std::find(known.begin(), known.end(), member.key) == known.end()) errors_.push_back(unknown_key(member, {}, known));
    }
    read_head();
    read_families();
    read_sources();
    pack_.details = read_list<evidence::ContractDetail>("details", evidence::kPackDetailsMax, detail_settings());
    pack_.model_advice = read_list<evidence::ModelAdvice>("model_advice", evidence::kPackAdviceMax, advice_settings());
    if (errors_.empty()) check_references();
    return std::move(pack_);
  }

 private:
  void error(const Path& path, std::string message, std::string remedy) {
    errors_.push_back({locate(root_, path), path.text(), std::move(message), std::move(remedy)});
  }

  bool is(Node::Kind kind, const Node& node, const Path& path) {
    if (node.kind == kind) return true;
    error(path, fmt::format("expected {}, found {}", kind_name(kind), kind_name(node.kind)),
          fmt::format("write [{}]", path.text()));
    return false;
  }

  void read_head() {
    const Path path = Path().at("pack");
    const Member* const head = root_.find("pack");
    if (head == nullptr) return error({}, "there is no [pack]", "add [pack] with name and title");
    if (is(Node::Kind::Table, head->value, path)) read_section(head->value, path, bind(pack_settings(), pack_), errors_);
  }

  void read_families() {
    const Path path = Path().at("families");
    const Member* const group = root_.find("families");
    if (group == nullptr) return error({}, "there is no family", "add [families.chat_completions] or [families.responses]");
    if (!is(Node::Kind::Table, group->value, path)) return;
    for (const Member& member : group->value.members) {
      const Path at = path.member(member.key);
      const auto family = family_named(member.key);
      if (!family) {
        errors_.push_back(unknown_key(member, path, {kFamilyNames.begin(), kFamilyNames.end()}));
      } else if (is(Node::Kind::Table, member.value, at)) {
        pack_.families.emplace_back().family = *family;
        read_section(member.value, at, bind(family_settings(), pack_.families.back()), errors_);
      }
    }
    if (group->value.members.empty()) error(path, "there is no family", "add [families.chat_completions] or [families.responses]");
  }

  void read_sources() {
    const Path path = Path().at("sources");
    const Member* const group = root_.find("sources");
    if (group == nullptr) return error({}, "there is no source", "add [sources.ID] with url, accessed, purpose and supports");
    if (!is(Node::Kind::Table, group->value, path) || !is_bounded(group->value.members.size(), evidence::kPackSourcesMax, path))
      return;
    for (const Member& member : group->value.members) {
      const Path at = path.member(member.key);
      if (!kSourceId.accepts(member.key)) error(at, "this name is not accepted", fmt::format("write {}", kSourceId.words));
      if (!is(Node::Kind::Table, member.value, at)) continue;
      pack_.sources.emplace_back().id = member.key;
      read_section(member.value, at, bind(source_settings(), pack_.sources.back()), errors_);
    }
  }

  bool is_bounded(std::size_t count, std::size_t count_max, const Path& path) {
    if (count <= count_max) return true;
    error(path, fmt::format("{} of them, where at most {} are accepted", count, count_max), "keep those that a check needs");
    return false;
  }

  template <class Section>
  std::vector<Section> read_list(std::string_view key, std::size_t count_max, std::span<const Setting<Section>> settings) {
    std::vector<Section> sections;
    const Path path = Path().at(key);
    const Member* const list = root_.find(key);
    if (list == nullptr || !is(Node::Kind::List, list->value, path)) return sections;
    if (!is_bounded(list->value.items.size(), count_max, path)) return sections;
    for (std::size_t i = 0; i < list->value.items.size(); ++i) {
      const Node& item = list->value.items[i];
      if (!is(Node::Kind::Table, item, path.entry(i))) continue;
      Section& section = sections.emplace_back();
      read_section(item, path.entry(i), bind(settings, section), errors_);
    }
    return sections;
  }

  /// A page is cited only for what it says of itself that it supports.
  void check_source(const std::string& id, std::string_view topic, const Path& path) {
    const evidence::ContractSource* const source = pack_.source(id);
    if (source == nullptr) {
      return error(path, fmt::format("there is no source {}", in_quotes(id)), fmt::format("add [sources.{}], or name another", id));
    }
    const bool supported = std::find(source->supports.begin(), source->supports.end(), topic) != source->supports.end();
    if (supported || topic.empty()) return;
    error(path, fmt::format("source_does_not_support_area: {} does not support \"{}\"", in_quotes(id), topic),
          fmt::format("cite a page that does, or add the topic to [sources.{}] if the page says so", id));
  }

  void check_references() {
    if (!pack_.index.empty()) check_source(pack_.index, "discovery", Path().at("pack").at("index"));
    for (const evidence::FamilyContract& one : pack_.families) {
      check_source(one.source, name_of(one.family), Path().at("families").member(name_of(one.family)).at("source"));
    }
    for (std::size_t i = 0; i < pack_.details.size(); ++i) {
      const Path at = Path().at("details").entry(i);
      for (std::size_t n = 0; n < pack_.details[i].sources.size(); ++n) {
        check_source(pack_.details[i].sources[n], pack_.details[i].topic, at.at("sources").entry(n));
      }
    }
    for (std::size_t i = 0; i < pack_.model_advice.size(); ++i) {
      check_source(pack_.model_advice[i].source, "endpoint_family", Path().at("model_advice").entry(i).at("source"));
    }
  }

  const Node& root_;
  std::vector<Problem>& errors_;
  ContractPack pack_;
};

}  // namespace

std::string LoadedContractPack::problem_text() const {
  std::string text;
  for (const Problem& error : errors) text += render(file_name, error) + "\n";
  return text;
}

LoadedContractPack load_contract_pack(std::string_view text, std::string_view file_name) {
  LoadedContractPack loaded;
  loaded.file_name = file_name;
  const tl::expected<Node, Problem> root = parse_document(text);
  if (!root) {
    loaded.errors.push_back(root.error());
    return loaded;
  }
  ContractPack pack = PackReader(*root, loaded.errors).read();
  std::sort(loaded.errors.begin(), loaded.errors.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.at, a.path, a.message) < std::tie(b.at, b.path, b.message);
  });
  if (loaded.errors.empty()) loaded.pack = std::move(pack);
  return loaded;
}

bool names_a_file(std::string_view contract) { return contract.find('/') != std::string_view::npos || contract.ends_with(".toml"); }

std::optional<Problem> check_contract_name(std::string_view contract) {
  if (names_a_file(contract) || evidence::shipped_pack(contract) != nullptr) return std::nullopt;
  std::vector<std::string_view> known;
  for (const evidence::ShippedPack& pack : evidence::shipped_packs()) known.push_back(pack.name);
  const std::string_view meant = did_you_mean(contract, known);
  Problem problem;
  problem.message = fmt::format("no contract pack is called {}", in_quotes(contract));
  problem.remedy = meant.empty() ? fmt::format("write one of: {}; or the path of a file, with a `/` in it", fmt::join(known, ", "))
                                 : fmt::format("did you mean \"{}\"?", meant);
  return problem;
}

}  // namespace jurymast::config
