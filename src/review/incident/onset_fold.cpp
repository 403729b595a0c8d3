#include "review/incident/onset_fold.hpp"

#include <algorithm>
#include <tuple>

#include "evidence/rise.hpp"
#include "review/incident/operation_words.hpp"

namespace jurymast::review {

void OnsetFold::take(Phase phase, const record::ParsedLine& line, std::string_view text) {
  before_ += phase == Phase::Before ? 1U : 0U;
  during_ += phase == Phase::During ? 1U : 0U;
  const std::string trouble = trouble_of(line.operation);
  if (trouble == kNoTrouble) return take_good(phase, line, text);
  if (phase != Phase::After) take_trouble(phase, line, trouble);
}

void OnsetFold::take_good(Phase phase, const record::ParsedLine& line, std::string_view text) {
  if (phase == Phase::After || line.operation.outcome != "complete" || line.operation.served_by != first_target(line.operation))
    return;
  const auto keep = [&](std::optional<Good>& last) {
    if (!last) last.emplace();
    if (line.at < last->at) return;
    last->seq = line.seq;
    last->at = line.at;
    last->text = text;
  };
  keep(phase == Phase::Before ? good_before_ : good_);
}

void OnsetFold::take_trouble(Phase phase, const record::ParsedLine& line, const std::string& trouble) {
  const bool known = classes_.contains(trouble) || classes_.size() < kOnsetClassesMax;
  Seen& seen = classes_[known ? trouble : "other"];
  if (phase == Phase::Before) {
    ++seen.before;
    return;
  }
  ++seen.during;
  if (line.at >= seen.last_at) {
    seen.last_at = line.at;
    seen.last_seq = line.seq;
    seen.last_operation = line.operation.id;
  }
  if (seen.first && line.at >= seen.first->at) return;
  seen.first = {line.seq, line.at, line.operation};
  // Lines stand in the order in which operations ended: what is good and read already may have begun later.
  seen.good = good_ && good_->at < line.at ? good_ : good_before_;
}

std::vector<ClassOnset> OnsetFold::onsets() const {
  std::vector<ClassOnset> onsets;
  for (const auto& [name, seen] : classes_) {
    if (!seen.first) continue;
    if (before_ > 0 && !evidence::rose_plainly({seen.before, before_}, {seen.during, during_}, classes_.size())) continue;
    onsets.push_back({name, seen.first->at, seen.first->seq, seen.first->operation.id, seen.before, before_, seen.during, during_,
                      seen.last_at, seen.last_seq, seen.last_operation});
  }
  std::sort(onsets.begin(), onsets.end(), [](const ClassOnset& a, const ClassOnset& b) {
    return std::tie(a.first_at, a.failure_class) < std::tie(b.first_at, b.failure_class);
  });
  return onsets;
}

const OnsetFold::Seen* OnsetFold::first_seen() const {
  const std::vector<ClassOnset> all = onsets();
  return all.empty() ? nullptr : &classes_.at(all.front().failure_class);
}

std::optional<Cited<record::ParsedOperation>> OnsetFold::first_bad() const {
  const Seen* const seen = first_seen();
  if (seen == nullptr) return std::nullopt;
  return Cited<record::ParsedOperation>{seen->first->seq, seen->first->operation};
}

std::optional<Cited<record::ParsedOperation>> OnsetFold::last_good(const LineOf& line_of) const {
  const Seen* const seen = first_seen();
  if (seen == nullptr || !seen->good) return std::nullopt;
  const auto text = seen->good->text.empty() && line_of ? line_of(seen->good->seq) : std::optional(seen->good->text);
  if (!text) return std::nullopt;
  auto line = record::read_line(*text);
  if (!line) return std::nullopt;
  return Cited<record::ParsedOperation>{line->seq, std::move(line->operation)};
}

std::optional<WallTime> OnsetFold::last_good_at() const {
  const Seen* const seen = first_seen();
  return seen != nullptr && seen->good ? std::optional(seen->good->at) : std::nullopt;
}

}  // namespace jurymast::review
