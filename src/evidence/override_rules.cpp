#include "evidence/override_rules.hpp"

#include <algorithm>
#include <array>

#include "base/failure_class.hpp"
#include "record/json_line.hpp"

namespace jurymast::evidence {
namespace {

using record::OverrideAction;

bool is_listed(std::string_view list, std::string_view word) {
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(", ", begin), list.size());
    if (list.substr(begin, end - begin) == word) return true;
    begin = end + 2;
  }
  return false;
}

/// A record keeps 64 characters of a closed set; a name that would be changed there would be somebody else's.
Result<void> check_name(std::string_view member, std::string_view name) {
  const bool whole = std::all_of(name.begin(), name.end(), [](char c) { return record::JsonLine::identifier_character(c) == c; });
  if (whole && name.size() <= record::JsonLine::kIdentifierBytesMax) return {};
  return fail(Code::Invalid, "the {} is none that a record can hold: at most {} letters, digits and ._:/@+-", member,
              record::JsonLine::kIdentifierBytesMax);
}

std::string folded(std::string_view name) {
  std::string text(name);
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

Result<void> check_persons(const OverrideAsk& asked) {
  const OverrideRule rule = override_rule(asked.action);
  if (asked.author.empty()) return fail(Code::Invalid, "nobody is named as its author; say who asks for it");
  if (asked.reason.empty()) return fail(Code::Invalid, "a reason is missing; say in a sentence why");
  if (rule.ticket && asked.ticket.empty())
    return fail(Code::Invalid, "a ticket is missing; name the incident or change that it belongs to");
  if (auto named = check_record_names({{"author", asked.author}, {"approver", asked.approver}, {"ticket", asked.ticket}}); !named)
    return named;
  if (!asked.approver.empty() && folded(asked.approver) == folded(asked.author)) {
    return fail(Code::Denied, "{} cannot approve what {} asks for; name another person, or stand alone with --break-glass",
                asked.approver, asked.author);
  }
  if (asked.break_glass && !asked.approver.empty())
    return fail(Code::Invalid, "who has an approver needs no --break-glass; leave one of them out");
  if (!rule.approver || asked.break_glass || !asked.approver.empty()) return {};
  return fail(Code::Denied,
              "{} takes more risk than the configuration does and needs another person who approves it; a lone engineer has "
              "--break-glass, for at most {} minutes",
              name_of(asked.action), kBreakGlassTimeMax / std::chrono::minutes(1));
}

Result<void> check_time(const OverrideAsk& asked) {
  const bool expires = override_rule(asked.action).stands;
  if (!expires && asked.lasts) return fail(Code::Invalid, "{} has no expiry; leave it out", name_of(asked.action));
  if (!expires) return {};
  if (!asked.lasts || *asked.lasts <= Duration(0)) return fail(Code::Invalid, "an expiry is missing; say how long it shall last");
  if (*asked.lasts > kOverrideTimeMax) {
    return fail(Code::Denied, "an override lasts at most {} hours; set it again before it ends, or change the configuration",
                kOverrideTimeMax / std::chrono::hours(1));
  }
  if (!asked.break_glass || *asked.lasts <= kBreakGlassTimeMax) return {};
  return fail(Code::Denied, "what a person decides alone lasts at most {} minutes; find somebody who approves it for longer",
              kBreakGlassTimeMax / std::chrono::minutes(1));
}

Result<void> check_signal(const OverrideAsk& asked) {
  if (asked.failing_signal.empty() || failure_class_named(asked.failing_signal)) return {};
  return fail(Code::Invalid, "the failing signal `{}` is no failure class; docs/failure-modes.md lists them", asked.failing_signal);
}

/// Classes about which no person can decide otherwise: the next target would be asked for what it must not do or cannot know.
constexpr std::array<std::string_view, 3> kNeverPermitted{"content_policy", "state_missing", "invalid_request"};

Result<void> check_value(const OverrideAsk& asked) {
  const std::string_view values = override_rule(asked.action).values;
  if (values.empty() && !asked.value.empty())
    return fail(Code::Invalid, "{} takes no value; leave `{}` out", name_of(asked.action), asked.value);
  if (values.empty() || is_listed(values, asked.value)) return {};
  if (std::find(kNeverPermitted.begin(), kNeverPermitted.end(), asked.value) != kNeverPermitted.end()) {
    return fail(Code::Denied, "{} cannot be overridden at all: another target must not get such a request", asked.value);
  }
  return fail(Code::Invalid, "{} takes one of {}", name_of(asked.action), values);
}

}  // namespace

OverrideRule override_rule(OverrideAction action) {
  switch (action) {
    case OverrideAction::Pin:
      return {.stands = true, .approver = true, .ticket = true, .target = true, .every_route = false, .values = {}};
    case OverrideAction::Disable:
      return {.stands = true, .approver = false, .ticket = true, .target = true, .every_route = true, .values = {}};
    case OverrideAction::Mode:
      return {.stands = true,
              .approver = true,
              .ticket = true,
              .target = false,
              .every_route = true,
              .values = "off, manual, automatic"};
    case OverrideAction::StopRollout:
      return {.stands = true, .approver = false, .ticket = true, .target = false, .every_route = true, .values = {}};
    case OverrideAction::PermitClass:
      return {.stands = true, .approver = true, .ticket = true, .target = false, .every_route = true, .values = "auth, permission"};
    case OverrideAction::ClearSuspension:
      return {.stands = false, .approver = true, .ticket = true, .target = true, .every_route = false, .values = {}};
    case OverrideAction::RetryNow:
      return {.stands = false, .approver = false, .ticket = false, .target = true, .every_route = true, .values = {}};
    case OverrideAction::Kill:
      break;
  }
  return {.stands = false, .approver = false, .ticket = false, .target = false, .every_route = true, .values = {}};
}

Result<void> check_record_names(std::initializer_list<std::pair<std::string_view, std::string_view>> names) {
  for (const auto& [member, name] : names) {
    if (auto checked = check_name(member, name); !checked) return checked;
  }
  return {};
}

Result<void> check_override_ask(const OverrideAsk& asked) {
  return check_persons(asked)
      .and_then([&] { return check_time(asked); })
      .and_then([&] { return check_value(asked); })
      .and_then([&] { return check_signal(asked); });
}

}  // namespace jurymast::evidence
