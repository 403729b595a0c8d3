#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "http/server_session.hpp"
#include "mock/mock_desk.hpp"
#include "mock/player.hpp"

namespace jurymast::mock {

/// One connection to the mock: logs every request, waits for its slot, plays its plan, and serves the control endpoint.
class MockHandler final : public http::SessionHandler {
 public:
  MockHandler(std::shared_ptr<MockDesk> desk, http::Loop& loop);
  ~MockHandler() override;

  std::optional<std::string> on_head(http::ServerSession& session, const wire::RequestHead& head) override;
  void on_request(http::ServerSession& session, const wire::RequestHead& head, std::string_view body) override;
  void on_client_gone(http::ServerSession& session) override;
  void on_output_drained(http::ServerSession& session) override;
  std::string on_rejected(http::ServerSession& session, const wire::Rejection& rejection) override;

 private:
  void log_attempt(Attempt attempt);
  void answer_control(const wire::RequestHead& head, std::string_view body);
  void wait_for_slot();
  void start();
  void play(MockApi::Planned planned);
  void played();
  void end_whole();
  void end_reset();
  void settle(AttemptEnd ended);
  ApiMoment moment() const;

  const std::shared_ptr<MockDesk> desk_;
  http::Loop& loop_;
  const std::uint64_t connection_;
  std::uint64_t requests_ = 0;
  http::ServerSession* session_ = nullptr;
  std::shared_ptr<Attempt> attempt_;  ///< of the request in progress
  Incoming incoming_;
  Plan plan_;
  std::optional<std::uint64_t> ticket_;
  bool stale_ = false;  ///< the next request gets no byte
  Player player_;
  http::Timer timer_;  ///< for what follows an answer
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace jurymast::mock
