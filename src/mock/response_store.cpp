#include "mock/response_store.hpp"

#include <algorithm>
#include <utility>

namespace jurymast::mock {

ResponseStage StoredResponse::stage_at(MonotonicTime now) const {
  if (cancelled) return ResponseStage::Cancelled;
  if (!request.background || now - since >= pace.background) return ResponseStage::Done;
  return now - since < pace.background / 2 ? ResponseStage::Queued : ResponseStage::InProgress;
}

AnswerInput StoredResponse::answer() const {
  return {request, choose_content(request, fault, identity, pace), identity, fault};
}

void ResponseStore::put(StoredResponse response) {
  std::string id = response_id(response.identity);
  if (order_.size() == kResponsesKept) {
    by_id_.erase(order_.front());
    order_.pop_front();
  }
  order_.push_back(id);
  by_id_.insert_or_assign(std::move(id), std::move(response));
}

StoredResponse* ResponseStore::find(std::string_view id) {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &found->second;
}

bool ResponseStore::erase(std::string_view id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return false;
  order_.erase(std::find(order_.begin(), order_.end(), id));
  by_id_.erase(found);
  return true;
}

void ResponseStore::clear() {
  by_id_.clear();
  order_.clear();
}

}  // namespace jurymast::mock
