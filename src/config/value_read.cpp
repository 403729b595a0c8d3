#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/units.hpp"
#include "config/did_you_mean.hpp"
#include "config/text_forms.hpp"
#include "config/value.hpp"

namespace jurymast::config {
namespace {

constexpr double kThousandthTolerance = 1e-6;
constexpr std::uint64_t kWholeShare = 1'000'000;

/// Puts a number into whichever integer field there is; false where the field holds no number.
struct Store {
  std::int64_t number;
  void operator()(unsigned* field) const { *field = static_cast<unsigned>(number); }
  void operator()(std::uint64_t* field) const { *field = static_cast<std::uint64_t>(number); }
  void operator()(std::optional<std::uint64_t>* field) const { *field = static_cast<std::uint64_t>(number); }
  void operator()(Duration* field) const { *field = Duration(number); }
  void operator()(std::optional<Duration>* field) const { *field = Duration(number); }
  template <class Other>
  void operator()(const Other&) const {}
};

/// Reads one value; each problem is added with the row's own words as the remedy.
class ValueReader {
 public:
  ValueReader(const BoundSetting& setting, std::vector<Problem>& errors)
      : facts_(*setting.facts), field_(setting.field), errors_(errors) {}

  void read(const Node& node, const Path& path) {
    switch (facts_.kind) {
      case Kind::Text:
        return read_text(node, path);
      case Kind::TextList:
        return read_list(node, path);
      case Kind::ShareList:
        return read_shares(node, path);
      case Kind::TextTable:
        return read_table(node, path);
      case Kind::Boolean:
        return read_boolean(node, path);
      case Kind::Choice:
        return read_choice(node, path);
      case Kind::FamilyList:
        return read_families(node, path);
      case Kind::Secret:
        return read_secret(node, path);
      case Kind::Integer:
      case Kind::Thousandths:
      case Kind::Duration:
      case Kind::Share:
      case Kind::Size:
        return read_number(node, path);
    }
  }

 private:
  void add(const Node& node, const Path& path, std::string message) {
    errors_.push_back({node.at, path.text(), std::move(message), "write " + expectation(facts_)});
  }
  void wrong_kind(const Node& node, const Path& path, std::string_view wanted) {
    add(node, path, fmt::format("expected {}, found {}", wanted, kind_name(node.kind)));
  }
  bool is_text(const Node& node, const Path& path) {
    if (node.kind == Node::Kind::Text) return true;
    wrong_kind(node, path, "a string");
    return false;
  }
  bool fits_form(const Node& node, const Path& path) {
    if (!is_text(node, path)) return false;
    const bool fits = (facts_.form == nullptr || facts_.form->accepts(node.text)) && !looks_like_key(node.text);
    if (fits) return true;
    errors_.push_back({node.at, path.text(), in_quotes(node.text) + " is not accepted",
                       fmt::format("write {}", facts_.form != nullptr ? facts_.form->words : "another text")});
    return false;
  }

  void read_text(const Node& node, const Path& path) {
    if (fits_form(node, path)) *std::get<std::string*>(field_) = node.text;
  }

  bool is_list(const Node& node, const Path& path) {
    if (node.kind != Node::Kind::List) {
      wrong_kind(node, path, "a list");
      return false;
    }
    const auto count = static_cast<std::int64_t>(node.items.size());
    if (count >= facts_.minimum && count <= facts_.maximum) return true;
    add(node, path, fmt::format("{} entries, where {} to {} are accepted", count, facts_.minimum, facts_.maximum));
    return false;
  }

  void read_list(const Node& node, const Path& path) {
    if (!is_list(node, path)) return;
    auto& entries = *std::get<std::vector<std::string>*>(field_);
    entries.clear();
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      if (fits_form(node.items[i], path.entry(i))) entries.push_back(node.items[i].text);
    }
  }

  void read_shares(const Node& node, const Path& path) {
    if (!is_list(node, path)) return;
    auto& shares = *std::get<std::vector<unsigned>*>(field_);
    shares.clear();
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const std::optional<std::int64_t> share = share_of(node.items[i], path.entry(i));
      if (share) shares.push_back(static_cast<unsigned>(*share));
    }
  }

  std::optional<std::int64_t> share_of(const Node& node, const Path& path) {
    if (node.kind != Node::Kind::Text) {
      wrong_kind(node, path, "a share in quotes, such as \"2.5 %\"");
      return std::nullopt;
    }
    const Result<std::uint64_t> share = parse_share(node.text);
    if (share && *share <= kWholeShare) return static_cast<std::int64_t>(*share);
    add(node, path, in_quotes(node.text) + (share ? " is more than the whole" : " is not a share"));
    return std::nullopt;
  }

  void read_table(const Node& node, const Path& path) {
    if (node.kind != Node::Kind::Table) return wrong_kind(node, path, "a table");
    if (static_cast<std::int64_t>(node.members.size()) > facts_.maximum) {
      return add(node, path,
                 fmt::format("{} entries, where at most {} are accepted", node.members.size(), facts_.maximum));
    }
    auto& entries = *std::get<std::vector<std::pair<std::string, std::string>>*>(field_);
    entries.clear();
    for (const Member& member : node.members) {
      const Path at = path.member(member.key);
      if (!kIdentifier.accepts(member.key)) {
        errors_.push_back(
            {member.at, at.text(), "this name is not accepted", fmt::format("write {}", kIdentifier.words)});
      } else if (is_text(member.value, at) && !facts_.form->accepts(member.value.text)) {
        errors_.push_back({member.value.at, at.text(), in_quotes(member.value.text) + " is not accepted",
                           fmt::format("write {}", facts_.form->words)});
      } else if (member.value.kind == Node::Kind::Text) {
        entries.emplace_back(member.key, member.value.text);
      }
    }
  }

  void read_boolean(const Node& node, const Path& path) {
    if (node.kind != Node::Kind::Boolean) return wrong_kind(node, path, "true or false");
    *std::get<bool*>(field_) = node.boolean;
  }

  void read_choice(const Node& node, const Path& path) {
    if (!is_text(node, path)) return;
    const auto word = std::find(facts_.allowed.begin(), facts_.allowed.end(), node.text);
    if (word == facts_.allowed.end()) return add(node, path, in_quotes(node.text) + " is none of the accepted words");
    if (auto* const* text = std::get_if<std::string*>(&field_)) {
      **text = node.text;
    } else {
      *std::get<ChoiceField>(field_).value = static_cast<unsigned char>(word - facts_.allowed.begin());
    }
  }

  void read_families(const Node& node, const Path& path) {
    if (!is_list(node, path)) return;
    auto& served = *std::get<std::array<bool, kFamilyCount>*>(field_);
    served.fill(false);
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const Node& item = node.items[i];
      if (!is_text(item, path.entry(i))) continue;
      const std::optional<Family> family = family_named(item.text);
      if (!family) {
        add(item, path.entry(i), in_quotes(item.text) + " is not an API family");
        continue;
      }
      bool& serves = served[static_cast<std::size_t>(*family)];
      if (serves) add(item, path.entry(i), in_quotes(item.text) + " is named twice");
      serves = true;
    }
  }

  /// The number in the row's own unit; nothing where the value has another kind or spelling, which is then a problem.
  std::optional<std::int64_t> number_of(const Node& node, const Path& path) {
    if (facts_.kind == Kind::Share) return share_of(node, path);
    if (facts_.kind == Kind::Duration || facts_.kind == Kind::Size) return measured(node, path);
    if (node.kind == Node::Kind::Integer) {
      const std::int64_t scale = facts_.kind == Kind::Thousandths ? 1000 : 1;
      std::int64_t scaled = 0;
      if (!__builtin_mul_overflow(node.integer, scale, &scaled)) return scaled;
      add(node, path, fmt::format("{} is out of range", node.integer));
      return std::nullopt;
    }
    if (facts_.kind == Kind::Thousandths && node.kind == Node::Kind::Decimal) return thousandths(node, path);
    wrong_kind(node, path, facts_.kind == Kind::Integer ? "an integer" : "a number");
    return std::nullopt;
  }

  std::optional<std::int64_t> thousandths(const Node& node, const Path& path) {
    const double scaled = node.decimal * 1000;
    const double whole = std::round(scaled);
    const double largest = static_cast<double>(facts_.maximum);
    if (!(std::fabs(scaled) <= largest)) {
      add(node, path, fmt::format("{} is out of range", node.decimal));
    } else if (std::fabs(scaled - whole) > kThousandthTolerance) {
      add(node, path, fmt::format("{} has more than three decimals", node.decimal));
    } else {
      return static_cast<std::int64_t>(whole);
    }
    return std::nullopt;
  }

  std::optional<std::int64_t> measured(const Node& node, const Path& path) {
    const bool is_duration = facts_.kind == Kind::Duration;
    if (node.kind != Node::Kind::Text) {
      wrong_kind(node, path,
                 is_duration ? "a duration in quotes, such as \"250ms\"" : "a size in quotes, such as \"64MiB\"");
      return std::nullopt;
    }
    if (is_duration) {
      if (const Result<Duration> duration = parse_duration(node.text)) return duration->count();
    } else if (const Result<std::uint64_t> size = parse_size(node.text)) {
      return static_cast<std::int64_t>(*size);
    }
    add(node, path, fmt::format("{} is not a {}", in_quotes(node.text), is_duration ? "duration" : "size"));
    return std::nullopt;
  }

  void read_number(const Node& node, const Path& path) {
    const std::optional<std::int64_t> number = number_of(node, path);
    if (!number) return;
    if (*number < facts_.minimum || *number > facts_.maximum) {
      return add(node, path, fmt::format("{} is out of range", number_text(facts_.kind, *number)));
    }
    std::visit(Store{*number}, field_);
  }

  void read_secret(const Node& node, const Path& path) {
    if (node.kind != Node::Kind::Table) {
      errors_.push_back({node.at, path.text(), "a secret does not belong into the configuration; its value is refused",
                         "keep it elsewhere and write " + expectation(facts_)});
      return;
    }
    const std::size_t before = errors_.size();
    for (const Member& member : node.members) {
      if (member.key == "env" || member.key == "file") continue;
      const std::string_view meant = did_you_mean(member.key, {"env", "file"});
      errors_.push_back({member.at, path.member(member.key).text(), "unknown key",
                         meant.empty() ? "write " + expectation(facts_) : fmt::format("did you mean \"{}\"?", meant)});
    }
    const Member* env = node.find("env");
    const Member* file = node.find("file");
    if (env != nullptr && file != nullptr)
      return add(node, path, "both env and file are given; a secret has one place");
    if (env == nullptr && file == nullptr) {
      if (errors_.size() == before) add(node, path, "neither env nor file is given");
      return;
    }
    read_reference(env != nullptr ? *env : *file, path);
  }

  void read_reference(const Member& member, const Path& path) {
    const Path at = path.member(member.key);
    const TextForm& form = member.key == "env" ? kEnvironmentVariable : kFilePath;
    if (!is_text(member.value, at)) return;
    if (!form.accepts(member.value.text) || looks_like_key(member.value.text)) {
      errors_.push_back({member.value.at, at.text(), "this is not the name of a place (the value is not repeated here)",
                         fmt::format("write {}", form.words)});
      return;
    }
    std::get<SecretValue*>(field_)->reference = member.key + ":" + member.value.text;
  }

  const SettingFacts& facts_;
  Field field_;
  std::vector<Problem>& errors_;
};

}  // namespace

void read_value(const Node& node, const Path& path, const BoundSetting& setting, std::vector<Problem>& errors) {
  ValueReader(setting, errors).read(node, path);
}

}  // namespace jurymast::config
