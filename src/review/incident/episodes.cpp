#include "review/incident/episodes.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "evidence/rise.hpp"

namespace jurymast::review {
namespace {

using evidence::Hits;

constexpr std::array<std::size_t, 9> kRows{1, 2, 4, 8, 16, 32, 64, 128, 256};

/// Half-open, in slots.
struct Row {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// One class beside all operations, slot by slot.
class Series {
 public:
  Series(std::vector<SlotCell> cells, const std::vector<SlotCell>& totals) : cells_(std::move(cells)) {
    hits_.push_back(0);
    all_.push_back(0);
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      hits_.push_back(hits_.back() + cells_[i].count);
      all_.push_back(all_.back() + totals[i].count);
    }
  }
  std::size_t slots() const { return cells_.size(); }
  const SlotCell& cell(std::size_t slot) const { return cells_[slot]; }
  Hits in(Row row) const { return {hits_[row.end] - hits_[row.begin], all_[row.end] - all_[row.begin]}; }

 private:
  std::vector<SlotCell> cells_;
  std::vector<std::uint64_t> hits_;
  std::vector<std::uint64_t> all_;
};

/// Finds the episodes of one class, the earliest first.
class Search {
 public:
  Search(const Series& series, std::uint64_t looks) : series_(series), looks_(looks) {}

  std::vector<Row> find() {
    std::vector<Row> found;
    for (std::size_t end = 1; end <= series_.slots(); ++end) {
      const auto begin = end > resume_ ? risen_at(end) : std::nullopt;
      if (!begin) continue;
      const std::size_t over = end_of(*begin, end);
      found.push_back({*begin, over});
      spent_.hits += series_.in({*begin, over}).hits;
      spent_.of += series_.in({*begin, over}).of;
      resume_ = end = over;
    }
    return found;
  }

 private:
  /// All minutes before, without those of earlier episodes.
  Hits before(std::size_t slot) const {
    const Hits all = series_.in({0, slot});
    return {all.hits - spent_.hits, all.of - spent_.of};
  }

  std::optional<std::size_t> risen_at(std::size_t end) const {
    if (series_.cell(end - 1).count == 0) return std::nullopt;
    for (const std::size_t length : kRows) {
      if (length >= end || end - length < resume_) break;
      if (evidence::rose_plainly(before(end - length), series_.in({end - length, end}), looks_)) return likeliest(end, length);
    }
    return std::nullopt;
  }

  std::size_t likeliest(std::size_t end, std::size_t length) const {
    std::size_t best = end - length;
    double least = 1;
    for (std::size_t begin = std::max(resume_, end - std::min(end, 2 * length)); begin < end; ++begin) {
      const double chance = evidence::chance_of_rise(before(begin), series_.in({begin, end}));
      if (chance < least) best = begin;
      least = std::min(least, chance);
    }
    while (best + 1 < end && series_.cell(best).count == 0) ++best;
    while (best > resume_ && begins_before(best)) --best;
    return best;
  }

  /// True where the class is in the slot before that one already, and not by chance alone: it began in the middle of that slot.
  bool begins_before(std::size_t slot) const {
    const Hits here = series_.in({slot - 1, slot});
    const Hits ago = before(slot - 1);
    return here.hits > 0 && ago.of > 0 && (ago.hits == 0 || evidence::rose_plainly(ago, here, 1));
  }

  /// The slot from which on the class is gone; as many minutes as there are, where it is not.
  std::size_t end_of(std::size_t begin, std::size_t risen) const {
    for (std::size_t at = risen; at < series_.slots(); ++at) {
      for (const std::size_t length : kRows) {
        if (at + length > series_.slots()) break;
        const Hits after = series_.in({at, at + length});
        const bool fell = evidence::rose_plainly(after, series_.in({begin, at}), looks_);
        if (fell && !evidence::rose_plainly(before(begin), after, 1)) return likeliest_end(begin, at, at + length);
      }
    }
    return series_.slots();
  }

  std::size_t likeliest_end(std::size_t begin, std::size_t from, std::size_t to) const {
    std::size_t at = from;
    double least = 1;
    for (std::size_t end = from; end < to; ++end) {
      const double chance = evidence::chance_of_rise(series_.in({end, to}), series_.in({begin, end}));
      if (chance < least) at = end;
      least = std::min(least, chance);
    }
    while (at > begin + 1 && series_.cell(at - 1).count == 0) --at;
    return at;
  }

  const Series& series_;
  std::uint64_t looks_;
  std::size_t resume_ = 0;
  Hits spent_;
};

Episode told(const std::string& trouble, const Series& series, Row row) {
  Episode episode{trouble, series.cell(row.begin).first_at, {}, std::nullopt};
  for (std::size_t i = row.begin; i < row.end; ++i) {
    if (series.cell(i).count > 0) episode.last_at = series.cell(i).last_at;
  }
  if (row.end < series.slots()) episode.end = row.end;
  return episode;
}

}  // namespace

std::vector<Episode> find_episodes(const SlotCounts& counts) {
  const std::vector<SlotCell> totals = counts.totals();
  const std::vector<std::string> classes = counts.classes();
  const std::uint64_t looks = counts.slots() * kRows.size() * classes.size();
  std::vector<Episode> episodes;
  for (const std::string& trouble : classes) {
    const Series series(counts.of_class(trouble), totals);
    for (const Row& row : Search(series, looks).find()) episodes.push_back(told(trouble, series, row));
  }
  std::sort(episodes.begin(), episodes.end(),
            [](const Episode& a, const Episode& b) { return std::tie(a.first_at, a.trouble) < std::tie(b.first_at, b.trouble); });
  return episodes;
}

}  // namespace jurymast::review
