#include "http/resolver.hpp"

#include <algorithm>
#include <utility>

namespace jurymast::http {
namespace {

constexpr Duration kRememberFor = std::chrono::seconds(30);
constexpr Duration kRememberFailureFor = std::chrono::seconds(1);
constexpr std::size_t kEntriesMax = 1024;

}  // namespace

void Resolver::resolve(const std::string& host, Found found) {
  boost::system::error_code no_literal;
  const auto literal = boost::asio::ip::make_address(host, no_literal);
  if (!no_literal) return found({literal});
  const auto known = entries_.find(host);
  const bool asking = known != entries_.end() && !known->second.waiting.empty();
  if (!asking && known != entries_.end() && loop_.now() < known->second.until) {
    const Addresses addresses = known->second.addresses;
    return found(addresses);
  }
  if (known == entries_.end()) make_room();
  entries_[host].waiting.push_back(std::move(found));
  if (!asking) ask(host);
}

void Resolver::ask(const std::string& host) {
  using Results = boost::asio::ip::tcp::resolver::results_type;
  system_.async_resolve(host, "", [self = shared_from_this(), host](const boost::system::error_code&, const Results& results) {
    Addresses addresses;
    for (const auto& result : results) addresses.push_back(result.endpoint().address());
    self->answered(host, std::move(addresses));
  });
}

void Resolver::answered(const std::string& host, Addresses addresses) {
  Entry& entry = entries_[host];
  entry.addresses = std::move(addresses);
  entry.until = loop_.now() + (entry.addresses.empty() ? kRememberFailureFor : kRememberFor);
  const Addresses copy = entry.addresses;
  const auto waiting = std::exchange(entry.waiting, {});
  for (const Found& found : waiting) found(copy);
}

void Resolver::demote(const std::string& host, const boost::asio::ip::address& address) {
  const auto known = entries_.find(host);
  if (known == entries_.end()) return;
  Addresses& addresses = known->second.addresses;
  const auto found = std::find(addresses.begin(), addresses.end(), address);
  if (found != addresses.end()) std::rotate(found, found + 1, addresses.end());
}

/// Names come from the configuration, so this is rare: whatever nobody waits for can be asked again.
void Resolver::make_room() {
  if (entries_.size() < kEntriesMax) return;
  std::erase_if(entries_, [](const auto& entry) { return entry.second.waiting.empty(); });
}

}  // namespace jurymast::http
