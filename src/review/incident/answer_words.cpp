#include "review/incident/answer_words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace jurymast::review {
namespace {

constexpr std::uint64_t kPpmOfOnePermille = 1'000;

std::string permille_text(std::uint64_t permille) { return fmt::format("{}.{} %", permille / 10, permille % 10); }

}  // namespace

std::string share_text(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return fmt::format("{} of 0", part);
  const auto permille = static_cast<std::uint64_t>(static_cast<double>(part) * 1'000.0 / static_cast<double>(whole) + 0.5);
  return fmt::format("{} of {} ({})", part, whole, permille_text(permille));
}

std::string ppm_text(std::uint64_t ppm) { return permille_text(ppm / kPpmOfOnePermille); }

std::string lapse_text(Duration lapse) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(lapse).count();
  if (seconds < 60) return fmt::format("{} s", seconds);
  if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60);
}

std::string against_beginning(WallTime at, const IncidentScope& scope) {
  return at < scope.from ? lapse_text(scope.from - at) + " before the beginning"
                         : lapse_text(at - scope.from) + " after the beginning";
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

std::string count_text(std::uint64_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string inert_markdown(std::string_view text) {
  std::string written;
  for (const char c : text) {
    if (std::string_view("\\`*[]|").find(c) != std::string_view::npos) written += '\\';
    if (c == '<')
      written += "&lt;";
    else if (c == '>')
      written += "&gt;";
    else
      written += c == '\n' ? ' ' : c;
  }
  return written;
}

WallTime end_of(const IncidentScope& scope) { return scope.to.value_or(scope.until); }

std::string incident_words(const IncidentScope& scope) {
  return scope.incident == OperationId() ? " " + scope.route : " " + scope.incident.to_string();
}

void cite(ReviewAnswer& answer, AnswerSource source) {
  const bool there = std::find(answer.sources.begin(), answer.sources.end(), source) != answer.sources.end();
  if (!there && answer.sources.size() < kAnswerSourcesMax) answer.sources.push_back(std::move(source));
}

void answered(ReviewAnswer& answer, std::string known) {
  answer.state = AnswerState::Answered;
  answer.known = std::move(known);
}

void partly(ReviewAnswer& answer, std::string known, std::string not_known) {
  answer.state = AnswerState::Partly;
  answer.known = std::move(known);
  answer.not_known = std::move(not_known);
}

void open(ReviewAnswer& answer, std::string not_known) {
  answer.state = AnswerState::Open;
  answer.not_known = std::move(not_known);
}

}  // namespace jurymast::review
