#include "app/alert/feedback_desk.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <chrono>
#include <utility>

#include "app/admin/admin_endpoints.hpp"
#include "app/alert/feedback_ask.hpp"

namespace jurymast::app {
namespace {

using control::AdminReply;
using control::problem;

/// An operation that has just ended comes into the log with the next group.
constexpr Duration kLogDelay = std::chrono::milliseconds(500);

AdminReply recorded(OperationId id, bool again) {
  return {.body = fmt::format(R"({{"operation":"{}","recorded":true,"again":{}}})", id.to_string(), again) + "\n"};
}

AdminReply too_many() {
  AdminReply reply = problem(429, "feedback_busy", "Many operations are being looked up; say it again in a second.");
  reply.retry_after_s = 1;
  return reply;
}

}  // namespace

FeedbackDesk::FeedbackDesk(Parts parts) : parts_(std::move(parts)), thread_([this] { look_up_all(); }) {}

FeedbackDesk::~FeedbackDesk() {
  *gone_ = true;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wanted_.notify_one();
  thread_.join();
}

control::AdminRoutes FeedbackDesk::routes() {
  return {{admin_endpoint("POST", "/feedback"),
           [this](const control::AdminRequest& request, const control::AdminAnswer& done) { take(request, done); }}};
}

void FeedbackDesk::take(const control::AdminRequest& request, const control::AdminAnswer& done) {
  const auto id = read_feedback_ask(request.body, parts_.loop.wall_now());
  if (!id) return done(problem(422, "feedback_refused", id.error().message));
  const auto known = waiting_.find(*id);
  if (known != waiting_.end()) return known->second.answers.push_back(done);
  if (waiting_.size() >= kFeedbackWaitingMax) return done(too_many());
  waiting_[*id] = {std::string(request.actor), {done}};
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(*id);
  }
  wanted_.notify_one();
}

void FeedbackDesk::look_up_all() {
  pthread_setname_np(pthread_self(), "feedback");
  while (true) {
    OperationId id;
    {
      std::unique_lock lock(mutex_);
      wanted_.wait(lock, [this] { return ending_ || !queue_.empty(); });
      if (ending_) return;
      id = queue_.front();
      queue_.pop_front();
    }
    parts_.loop.post([this, gone = gone_, id, found = look_up(id)] {
      if (!*gone) settle(id, found);
    });
  }
}

FeedbackDesk::Found FeedbackDesk::look_up(OperationId id) {
  Found found = find_told_operation(parts_.state_directory, id);
  if (!found || *found) return found;
  {
    std::unique_lock lock(mutex_);
    wanted_.wait_for(lock, kLogDelay, [this] { return ending_; });
  }
  return find_told_operation(parts_.state_directory, id);
}

void FeedbackDesk::settle(OperationId id, const Found& found) {
  if (!found) return answer(id, problem(503, "feedback_unread", found.error().message));
  if (!*found) {
    return answer(id, problem(404, "operation_unknown", "The log holds no operation of that id, or it stands too far back."));
  }
  const ToldOperation& operation = **found;
  if (operation.target.empty()) {
    return answer(id, problem(409, "operation_unanswered", "That operation had no answer of a target's that could be rejected."));
  }
  if (operation.rejected) return answer(id, recorded(id, true));
  write(id, operation);
}

void FeedbackDesk::write(OperationId id, const ToldOperation& operation) {
  record::FeedbackRecord record{.at = parts_.loop.wall_now(),
                                .id = parts_.new_id(),
                                .operation = id,
                                .route = operation.route,
                                .target = operation.target,
                                .person = waiting_[id].person};
  auto settled = [this, gone = gone_, record](bool saved) {
    if (*gone) return;
    if (!saved)
      return answer(record.operation, problem(503, "record_unsaved", "The disk did not take the record in time; say it again."));
    parts_.told(record);
    answer(record.operation, recorded(record.operation, false));
  };
  // The journal's thread only hands on; everything else happens here.
  parts_.journal.append(render(record), [&loop = parts_.loop, settled = std::move(settled)](bool saved) mutable {
    loop.post([settled = std::move(settled), saved] { settled(saved); });
  });
}

void FeedbackDesk::answer(OperationId id, const AdminReply& reply) {
  const auto found = waiting_.find(id);
  if (found == waiting_.end()) return;
  const Waiting waiting = std::move(found->second);
  waiting_.erase(found);
  for (const control::AdminAnswer& one : waiting.answers) one(reply);
}

}  // namespace jurymast::app
