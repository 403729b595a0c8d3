#include "app/minutes/minute_question.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "app/log/log_text.hpp"
#include "app/minutes/minute_fold.hpp"
#include "base/units.hpp"

namespace jurymast::app {
namespace {

constexpr const char* kFromDefault = "1h";
constexpr const char* kStepDefault = "1m";
constexpr std::size_t kNameShownMax = 64;
constexpr Duration kMinuteTime = std::chrono::minutes(1);

/// A value of a query with its `%3A` and `+` resolved; nothing where an escape is none.
std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    unsigned char byte = 0;
    const std::string_view digits = text.substr(i + 1, 2);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (digits.size() != 2 || read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
    out += static_cast<char>(byte);
    i += 2;
  }
  return out;
}

Result<void> take(std::string_view parameter, MinuteAsk& ask) {
  struct Known {
    std::string_view name;
    std::string MinuteAsk::* place;
  };
  static constexpr std::array kKnown{Known{"route", &MinuteAsk::route}, Known{"from", &MinuteAsk::from},
                                     Known{"to", &MinuteAsk::to}, Known{"step", &MinuteAsk::step}};
  const std::size_t equals = std::min(parameter.find('='), parameter.size());
  const std::string_view name = parameter.substr(0, equals);
  const auto* const known = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& one) { return one.name == name; });
  if (known == kKnown.end()) {
    return fail(Code::Invalid, "`{}` is not known here; route, from, to and step are", name.substr(0, kNameShownMax));
  }
  auto value = unescaped(parameter.substr(std::min(equals + 1, parameter.size())));
  if (!value) return fail(Code::Invalid, "`{}` has a broken escape", name);
  ask.*known->place = *std::move(value);
  return {};
}

Result<WallTime> moment(std::string_view name, const std::string& text, WallTime now) {
  auto read = parse_moment(text, now);
  if (!read) return fail(Code::Invalid, "`{}`: {}", name, read.error().message);
  return read;
}

Result<store::Minute> step_of(const MinuteAsk& ask) {
  const auto step = parse_duration(ask.step.empty() ? kStepDefault : ask.step);
  if (!step) return fail(Code::Invalid, "`step`: {}", step.error().message);
  if (*step < kMinuteTime || *step % kMinuteTime != Duration(0)) {
    return fail(Code::Invalid, "`step` is {}; it takes whole minutes, such as 1m, 5m or 1h", to_text(*step));
  }
  return *step / kMinuteTime;
}

}  // namespace

Result<MinuteAsk> read_minute_query(std::string_view query) {
  MinuteAsk ask;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    if (end > 0) {
      if (auto taken = take(query.substr(0, end), ask); !taken) return tl::unexpected(taken.error());
    }
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return ask;
}

Result<store::MinuteQuestion> question_of(const MinuteAsk& ask, WallTime now) {
  const auto from = moment("from", ask.from.empty() ? kFromDefault : ask.from, now);
  if (!from) return tl::unexpected(from.error());
  const auto to = ask.to.empty() ? Result<WallTime>(now) : moment("to", ask.to, now);
  if (!to) return tl::unexpected(to.error());
  const auto step = step_of(ask);
  if (!step) return tl::unexpected(step.error());
  if (*to <= *from) return fail(Code::Invalid, "`to` is not after `from`");
  store::MinuteQuestion question{.route = ask.route, .from = minute_of(*from), .to = minute_of(*to) + 1, .step = *step};
  question.from -= question.from % question.step;
  if ((question.to - question.from) / question.step > kMinuteStepsMax) {
    return fail(Code::Invalid, "that is more than {} steps; take a longer `step` or a shorter time", kMinuteStepsMax);
  }
  question.rows_max = kMinuteAnswerRowsMax;
  return question;
}

}  // namespace jurymast::app
