#include "mock/fault.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <variant>

#include "base/units.hpp"

namespace jurymast::mock {
namespace {

using Place = std::variant<bool Fault::*, Fault::Count Fault::*, Fault::Time Fault::*, Fault::Text Fault::*,
                           std::vector<std::string> Fault::*, CutHow Fault::*, ErrorForm Fault::*, Framing Fault::*>;

struct Member {
  std::string_view name;
  Place place;
};

constexpr std::array kCutNames = std::to_array<std::string_view>({"reset", "end", "no-terminator"});
constexpr std::array kErrorFormNames =
    std::to_array<std::string_view>({"natural", "nested", "flat", "failed", "vllm", "openrouter"});
constexpr std::array kFramingNames = std::to_array<std::string_view>({"natural", "length", "chunked", "close"});

constexpr std::array kMembers = std::to_array<Member>({
    {"status", &Fault::status},
    {"error-code", &Fault::error_code},
    {"error-type", &Fault::error_type},
    {"error-message", &Fault::error_message},
    {"error-param", &Fault::error_param},
    {"body", &Fault::body},
    {"content-type", &Fault::content_type},
    {"redirect", &Fault::redirect},
    {"encoding", &Fault::encoding},
    {"after", &Fault::retry_after},
    {"after-ms", &Fault::retry_after_ms},
    {"header", &Fault::header},
    {"head-bytes", &Fault::head_bytes},
    {"html", &Fault::html},
    {"error-in-200", &Fault::error_in_200},
    {"empty", &Fault::empty},
    {"empty-body", &Fault::empty_body},
    {"wrong-object", &Fault::wrong_object},
    {"malformed", &Fault::malformed},
    {"refusal", &Fault::refusal},
    {"tool-call", &Fault::tool_call},
    {"bad-arguments", &Fault::bad_arguments},
    {"buffered", &Fault::buffered},
    {"omit", &Fault::omit},
    {"finish", &Fault::finish},
    {"tokens", &Fault::tokens},
    {"huge", &Fault::huge},
    {"delay", &Fault::delay},
    {"slow-first", &Fault::slow_first},
    {"pace", &Fault::pace},
    {"stall", &Fault::stall},
    {"stall-event", &Fault::stall_event},
    {"stall-byte", &Fault::stall_byte},
    {"drip-bytes", &Fault::drip_bytes},
    {"drip-every", &Fault::drip_every},
    {"silent", &Fault::silent},
    {"cut", &Fault::cut},
    {"cut-event", &Fault::cut_event},
    {"cut-byte", &Fault::cut_byte},
    {"cut-head", &Fault::cut_head},
    {"malformed-event", &Fault::malformed_event},
    {"error-event", &Fault::error_event},
    {"error-form", &Fault::error_form},
    {"comments", &Fault::comments},
    {"framing", &Fault::framing},
    {"no-done", &Fault::no_done},
    {"add-done", &Fault::add_done},
    {"late-data", &Fault::late_data},
    {"unterminated", &Fault::unterminated},
    {"crlf", &Fault::crlf},
    {"reset", &Fault::reset},
    {"close", &Fault::close},
    {"stale", &Fault::stale},
    {"idle-close", &Fault::idle_close},
    {"refuse", &Fault::refuse},
    {"early", &Fault::early},
});

const Member* member_named(std::string_view name) {
  std::string spelled(name);
  std::replace(spelled.begin(), spelled.end(), '_', '-');
  const auto* const found =
      std::find_if(kMembers.begin(), kMembers.end(), [&](const Member& m) { return m.name == spelled; });
  return found == kMembers.end() ? nullptr : found;
}

std::optional<std::uint64_t> read_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

bool is_status(const Member& member) { return member.name == "status" || member.name == "early"; }

/// Puts one text into the member it belongs to; false where the text is not of the member's kind.
struct Setter {
  Fault& fault;
  const Member& member;
  std::string_view value;

  bool operator()(bool Fault::* place) const {
    if (!value.empty() && value != "true" && value != "false") return false;
    fault.*place = value != "false";
    return true;
  }
  bool operator()(Fault::Count Fault::* place) const {
    std::optional<std::uint64_t> number = read_number(value);
    if (!number && !value.empty()) {
      if (const auto size = parse_size(value)) number = *size;
    }
    if (!number || *number > kFaultCountMax) return false;
    if (is_status(member) && (*number < 200 || *number > 599)) return false;
    if (member.name == "drip-bytes" && *number == 0) return false;
    if (member.name == "head-bytes" && *number > kFaultHeadBytesMax) return false;
    fault.*place = *number;
    return true;
  }
  bool operator()(Fault::Time Fault::* place) const {
    std::optional<Duration> time;
    if (const auto number = read_number(value); number && *number <= static_cast<std::uint64_t>(to_ms(kFaultTimeMax))) {
      time = std::chrono::milliseconds(*number);
    } else if (const auto duration = parse_duration(value)) {
      time = *duration;
    }
    if (!time || *time < Duration(0) || *time > kFaultTimeMax) return false;
    fault.*place = *time;
    return true;
  }
  bool operator()(Fault::Text Fault::* place) const {
    fault.*place = std::string(value);
    return true;
  }
  bool operator()(std::vector<std::string> Fault::* place) const {
    if (value.empty() || (fault.*place).size() >= kFaultListMax) return false;
    (fault.*place).emplace_back(value);
    return true;
  }
  bool operator()(CutHow Fault::* place) const { return choose(place, std::span(kCutNames)); }
  bool operator()(ErrorForm Fault::* place) const { return choose(place, std::span(kErrorFormNames)); }
  bool operator()(Framing Fault::* place) const { return choose(place, std::span(kFramingNames)); }

  template <class Choice, std::size_t count>
  bool choose(Choice Fault::* place, std::span<const std::string_view, count> names) const {
    const auto found = std::find(names.begin(), names.end(), value);
    if (found == names.end()) return false;
    fault.*place = static_cast<Choice>(found - names.begin());
    return true;
  }
};

/// What a member of that place accepts, for the person who wrote something else.
struct Accepted {
  std::string operator()(bool Fault::*) const { return "nothing, true or false"; }
  std::string operator()(Fault::Count Fault::*) const {
    return "a number (a status: 200 to 599) or a size as 5MiB, at most 1GiB";
  }
  std::string operator()(Fault::Time Fault::*) const { return "a time as 250ms or 2s, or milliseconds; at most 1h"; }
  std::string operator()(Fault::Text Fault::*) const { return "a text"; }
  std::string operator()(std::vector<std::string> Fault::*) const {
    return fmt::format("texts, at most {}", kFaultListMax);
  }
  std::string operator()(CutHow Fault::*) const { return fmt::format("{}", fmt::join(kCutNames, ", ")); }
  std::string operator()(ErrorForm Fault::*) const { return fmt::format("{}", fmt::join(kErrorFormNames, ", ")); }
  std::string operator()(Framing Fault::*) const { return fmt::format("{}", fmt::join(kFramingNames, ", ")); }
};

/// The texts of a member that is set; none where it is not.
struct Getter {
  const Fault& fault;
  using Texts = std::vector<std::string>;

  Texts operator()(bool Fault::* place) const { return fault.*place ? Texts{"true"} : Texts{}; }
  Texts operator()(Fault::Count Fault::* place) const {
    return fault.*place ? Texts{std::to_string(*(fault.*place))} : Texts{};
  }
  Texts operator()(Fault::Time Fault::* place) const {
    return fault.*place ? Texts{jurymast::to_text(*(fault.*place))} : Texts{};
  }
  Texts operator()(Fault::Text Fault::* place) const { return fault.*place ? Texts{*(fault.*place)} : Texts{}; }
  Texts operator()(std::vector<std::string> Fault::* place) const { return fault.*place; }
  Texts operator()(CutHow Fault::* place) const { return chosen(place, std::span(kCutNames)); }
  Texts operator()(ErrorForm Fault::* place) const { return chosen(place, std::span(kErrorFormNames)); }
  Texts operator()(Framing Fault::* place) const { return chosen(place, std::span(kFramingNames)); }

  template <class Choice, std::size_t count>
  Texts chosen(Choice Fault::* place, std::span<const std::string_view, count> names) const {
    const auto index = static_cast<std::size_t>(fault.*place);
    return index == 0 ? Texts{} : Texts{std::string(names[index])};
  }
};

/// Other words for members, as they are said in a model's name.
std::string_view usual_name(std::string_view term) {
  if (term == "silence") return "silent";
  if (term == "no-usage") return "omit=usage";
  if (term == "clean-end") return "cut=end";
  if (term == "no-terminator") return "cut=no-terminator";
  return term;
}

Result<void> set_dashed(Fault& fault, std::string_view term) {
  const Member* best = nullptr;
  for (const Member& member : kMembers) {
    const bool begins = term == member.name || (term.starts_with(member.name) && term[member.name.size()] == '-');
    if (begins && (best == nullptr || member.name.size() > best->name.size())) best = &member;
  }
  if (best == nullptr) return fail(Code::Invalid, "unknown fault `{}`; docs/mock.md lists them", term);
  const std::string_view rest = term.substr(best->name.size());
  return set_fault_member(fault, best->name, rest.empty() ? rest : rest.substr(1));
}

Result<void> set_term(Fault& fault, std::string_view term) {
  constexpr std::size_t kStatusDigits = 3;
  term = usual_name(term);
  if (const std::size_t equals = term.find('='); equals != std::string_view::npos) {
    return set_fault_member(fault, term.substr(0, equals), term.substr(equals + 1));
  }
  if (!read_number(term.substr(0, kStatusDigits)) || term.size() < kStatusDigits) return set_dashed(fault, term);
  if (auto set = set_fault_member(fault, "status", term.substr(0, kStatusDigits)); !set) return set;
  if (term.size() == kStatusDigits) return {};
  if (term[kStatusDigits] != '-') return fail(Code::Invalid, "unknown fault `{}`; docs/mock.md lists them", term);
  return set_term(fault, term.substr(kStatusDigits + 1));
}

}  // namespace

Result<void> set_fault_member(Fault& fault, std::string_view name, std::string_view value) {
  const Member* const member = member_named(name);
  if (member == nullptr) return fail(Code::Invalid, "unknown fault `{}`; docs/mock.md lists them", name);
  if (std::visit(Setter{fault, *member, value}, member->place)) return {};
  return fail(Code::Invalid, "fault `{}` takes {}, not `{}`", name, std::visit(Accepted{}, member->place), value);
}

Result<Fault> parse_fault(std::string_view text) {
  Fault fault;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (auto set = set_term(fault, text.substr(0, comma)); !set) return tl::unexpected<Error>(set.error());
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return fault;
}

std::vector<std::pair<std::string, std::string>> fault_members(const Fault& fault) {
  std::vector<std::pair<std::string, std::string>> members;
  for (const Member& member : kMembers) {
    for (std::string& text : std::visit(Getter{fault}, member.place))
      members.emplace_back(member.name, std::move(text));
  }
  return members;
}

std::vector<std::string_view> fault_member_names() {
  std::vector<std::string_view> names;
  for (const Member& member : kMembers) names.push_back(member.name);
  return names;
}

std::string fault_text(const Fault& fault) {
  std::string text;
  for (const auto& [name, value] : fault_members(fault)) {
    if (!text.empty()) text += ',';
    text += name;
    if (value != "true" && name != "body") text += "=" + value;
  }
  return text;
}

Result<Fault> fault_of_model(std::string_view model) {
  constexpr std::string_view kSpelledOut = "mock-fault:";
  constexpr std::string_view kShort = "mock-";
  if (model.starts_with(kSpelledOut)) return parse_fault(model.substr(kSpelledOut.size()));
  if (!model.starts_with(kShort)) return Fault{};
  return parse_fault(model.substr(kShort.size())).value_or(Fault{});
}

}  // namespace jurymast::mock
