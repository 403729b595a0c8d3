#pragma once
#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "telemetry/metrics.hpp"

namespace jurymast::telemetry {

inline constexpr std::size_t kNamesMax = 2048;
inline constexpr std::size_t kSeriesMax = 4096;
inline constexpr std::size_t kLabelsMax = 4;
inline constexpr std::string_view kOther = "other";

/// The values one label may have, by index. An index without a value stands for `other`.
class LabelValues {
 public:
  virtual ~LabelValues() = default;
  /// The value at `index`, or `other`.
  virtual std::string name(std::uint16_t index) const = 0;
};

inline constexpr std::uint16_t kOtherIndex = 0xffff;

/// A closed set: the names of an enumeration, in its order. Borrows the table, which is static.
class Words final : public LabelValues {
 public:
  explicit constexpr Words(std::span<const std::string_view> words) : words_(words) {}
  std::string name(std::uint16_t index) const override;

 private:
  std::span<const std::string_view> words_;
};

/// Configured names (targets, routes, clients). They keep their index over reloads, and there are at most `names_max` of
/// them for the life of the process. Thread-safe; loops look indices up once a configuration, not once a request.
class Names final : public LabelValues {
 public:
  explicit Names(std::size_t names_max = kNamesMax) : names_max_(names_max) {}
  /// The name's index, given at its first mention; kOtherIndex once there are too many.
  std::uint16_t index_of(std::string_view name);
  std::string name(std::uint16_t index) const override;

 private:
  std::size_t names_max_;
  mutable std::mutex mutex_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint16_t> indices_;
};

/// A label of a metric: its name, a literal, and where its values come from, which outlives the metric.
struct Label {
  std::string_view name;
  const LabelValues* values;
};

/// What a metric is called, what it means and which labels it has. Made of literals; outlives its families.
struct MetricHead {
  std::string_view name;
  std::string_view help;
  std::vector<Label> labels;
};

/// The label values of one series, by index, in the order of the head's labels.
using SeriesKey = std::array<std::uint16_t, kLabelsMax>;

/// Packs at most kLabelsMax indices; those not given are zero.
SeriesKey series_key(std::initializer_list<std::uint16_t> indices);

/// The series of one metric as one loop writes them. One thread calls `at`, any may call `each`. Beyond `series_max` series
/// new ones are folded into the one whose labels are all `other`.
template <class Metric>
class Family {
 public:
  explicit Family(const MetricHead& head, std::size_t series_max = kSeriesMax) : head_(head), series_max_(series_max) {}

  const MetricHead& head() const { return head_; }

  /// The series with these label values; valid as long as the family. A loop may keep the reference.
  Metric& at(std::initializer_list<std::uint16_t> indices) {
    const std::uint64_t key = packed(series_key(indices));
    const auto found = series_.find(key);
    return found != series_.end() ? *found->second : add(key);
  }

  /// Calls `visit(SeriesKey, const Metric&)` for each series, holding up only the making of new ones.
  template <class Visit>
  void each(Visit visit) const {
    const std::scoped_lock lock(mutex_);
    for (const auto& [key, metric] : series_) visit(unpacked(key), *metric);
  }

 private:
  static std::uint64_t packed(const SeriesKey& key) {
    std::uint64_t bits = 0;
    for (const std::uint16_t index : key) bits = bits << 16 | index;
    return bits;
  }
  static SeriesKey unpacked(std::uint64_t bits) {
    SeriesKey key{};
    for (std::size_t i = kLabelsMax; i-- > 0; bits >>= 16) key[i] = static_cast<std::uint16_t>(bits & 0xffff);
    return key;
  }
  std::uint64_t other_key() const {
    SeriesKey key{};
    for (std::size_t i = 0; i < head_.labels.size() && i < kLabelsMax; ++i) key[i] = kOtherIndex;
    return packed(key);
  }
  /// Only the writing thread changes the map, so it alone may look into it without the lock.
  Metric& add(std::uint64_t key) {
    if (series_.size() >= series_max_) key = other_key();
    const std::scoped_lock lock(mutex_);
    std::unique_ptr<Metric>& metric = series_[key];
    if (metric == nullptr) metric = std::make_unique<Metric>();
    return *metric;
  }

  const MetricHead& head_;
  std::size_t series_max_;
  mutable std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Metric>> series_;
};

}  // namespace jurymast::telemetry
