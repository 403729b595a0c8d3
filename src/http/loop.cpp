#include "http/loop.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

namespace jurymast::http {

Loop::~Loop() {
  ending_ = true;
  spare_timers_.clear();
}

void Loop::run() {
  const auto work = boost::asio::make_work_guard(context_);
  context_.run();
}

void Loop::post(std::function<void()> work) { boost::asio::post(context_, std::move(work)); }

}  // namespace jurymast::http
