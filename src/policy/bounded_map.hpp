#pragma once
#include <cstddef>
#include <list>
#include <unordered_map>
#include <utility>

#include "base/time.hpp"

namespace jurymast::policy {

/// A map that forgets: entries older than a time, and the oldest where there are too many. Only looked up, never iterated, so the
/// order of its buckets decides nothing.
template <class Key, class Value, class Hash>
class BoundedMap {
 public:
  BoundedMap(std::size_t entries_max, Duration time_max) : entries_max_(entries_max), time_max_(time_max) {}

  /// Puts the entry in, or makes it young again with a new value.
  void put(const Key& key, Value value, MonotonicTime now) {
    forget_old(now);
    if (const auto found = by_key_.find(key); found != by_key_.end()) {
      by_age_.erase(found->second);
      by_key_.erase(found);
    }
    if (by_key_.size() == entries_max_) drop_oldest();
    by_age_.push_back({key, std::move(value), now});
    by_key_.emplace(key, std::prev(by_age_.end()));
  }
  /// The value, if it is not too old; null else. Valid until the next call that is not const.
  const Value* find(const Key& key, MonotonicTime now) const {
    const auto found = by_key_.find(key);
    if (found == by_key_.end() || now - found->second->at > time_max_) return nullptr;
    return &found->second->value;
  }
  std::size_t size() const { return by_key_.size(); }

 private:
  struct Entry {
    Key key;
    Value value;
    MonotonicTime at;
  };

  void drop_oldest() {
    by_key_.erase(by_age_.front().key);
    by_age_.pop_front();
  }
  void forget_old(MonotonicTime now) {
    while (!by_age_.empty() && now - by_age_.front().at > time_max_) drop_oldest();
  }

  std::size_t entries_max_;
  Duration time_max_;
  std::list<Entry> by_age_;  // oldest first
  std::unordered_map<Key, typename std::list<Entry>::iterator, Hash> by_key_;
};

}  // namespace jurymast::policy
