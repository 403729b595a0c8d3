#include "store/journal.hpp"

#include "store/drain.hpp"

namespace jurymast::store {

Journal::Journal(std::unique_ptr<Drain> drain) : drain_(std::move(drain)) {}

Journal::~Journal() { stop(); }

Result<std::unique_ptr<Journal>> Journal::open(JournalSettings settings, Clock& clock, JournalReport report) {
  auto drain = Drain::open(std::move(settings), clock, std::move(report));
  if (!drain) return tl::unexpected(drain.error());
  return std::unique_ptr<Journal>(new Journal(std::move(*drain)));
}

const std::string& Journal::boot_id() const { return drain_->boot_id(); }

Lane& Journal::lane(std::size_t index) { return drain_->lane(index); }

void Journal::append(std::string_view record) { drain_->append(record); }

void Journal::append(std::string_view record, std::function<void(bool saved)> told) { drain_->append(record, std::move(told)); }

void Journal::look_for(std::shared_ptr<const record::KnownSecrets> known) { drain_->look_for(std::move(known)); }

JournalStats Journal::stats() const { return drain_->stats(); }

void Journal::release_overdue() { drain_->release_overdue(); }

bool Journal::flush(Duration limit) { return drain_->flush(limit); }

void Journal::stop() { drain_->stop(); }

bool Journal::stop_within(Duration limit) { return drain_->stop_within(limit); }

}  // namespace jurymast::store
