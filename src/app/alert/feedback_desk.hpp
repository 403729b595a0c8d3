#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "app/alert/feedback_lookup.hpp"
#include "control/admin_route.hpp"
#include "http/loop.hpp"
#include "record/feedback.hpp"
#include "store/journal.hpp"

namespace jurymast::app {

/// Operations that are looked up and written down at once; who comes beyond is asked to come again.
inline constexpr std::size_t kFeedbackWaitingMax = 64;

/// What applications say of answers they could not use: each operation's counts once, and is answered when it stands in the log. The log is
/// read on a thread of its own; all else happens on the admin loop.
class FeedbackDesk {
 public:
  struct Parts {
    http::Loop& loop;
    store::Journal& journal;
    std::string state_directory;
    std::function<OperationId()> new_id;
    std::function<void(const record::FeedbackRecord&)> told;  ///< what was said now stands in the log
  };
  explicit FeedbackDesk(Parts parts);
  /// Waits for a look into the log that has begun; no call comes afterwards.
  ~FeedbackDesk();
  FeedbackDesk(const FeedbackDesk&) = delete;
  FeedbackDesk& operator=(const FeedbackDesk&) = delete;

  /// `POST /feedback`.
  control::AdminRoutes routes();

 private:
  /// Who waits to hear what became of one operation, and whose token said it first.
  struct Waiting {
    std::string person;
    std::vector<control::AdminAnswer> answers;
  };
  using Found = Result<std::optional<ToldOperation>>;

  void take(const control::AdminRequest& request, const control::AdminAnswer& done);
  void look_up_all();
  Found look_up(OperationId id);
  void settle(OperationId id, const Found& found);
  void write(OperationId id, const ToldOperation& operation);
  void answer(OperationId id, const control::AdminReply& reply);

  Parts parts_;
  std::map<OperationId, Waiting> waiting_;
  std::shared_ptr<bool> gone_ = std::make_shared<bool>(false);  ///< for what is posted to the loop
  std::mutex mutex_;
  std::condition_variable wanted_;
  std::deque<OperationId> queue_;  ///< behind the mutex, as is `ending_`
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace jurymast::app
