#include <mutex>
#include <unordered_map>

#include "http/listener.hpp"

namespace jurymast::http {

struct ConnectionLedger::State {
  mutable std::mutex mutex;
  unsigned open = 0;
  std::unordered_map<std::string, unsigned> by_address;  ///< only addresses with open connections, so all_max_ bounds it
};

ConnectionLedger::ConnectionLedger(unsigned all_max, unsigned per_address_max)
    : all_max_(all_max), per_address_max_(per_address_max), state_(std::make_shared<State>()) {}

bool ConnectionLedger::enter(const std::string& address) {
  const std::lock_guard lock(state_->mutex);
  if (state_->open >= all_max_) return false;
  if (!address.empty()) {
    unsigned& here = state_->by_address[address];
    if (here >= per_address_max_) return false;
    ++here;
  }
  ++state_->open;
  return true;
}

void ConnectionLedger::leave(const std::string& address) {
  const std::lock_guard lock(state_->mutex);
  --state_->open;
  const auto found = state_->by_address.find(address);
  if (found != state_->by_address.end() && --found->second == 0) state_->by_address.erase(found);
}

unsigned ConnectionLedger::open() const {
  const std::lock_guard lock(state_->mutex);
  return state_->open;
}

}  // namespace jurymast::http
