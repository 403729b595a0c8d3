#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/webhook/webhook_desk.hpp"
#include "support/raw_peer.hpp"

namespace jurymast::app {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kSecret = "a-secret-that-both-of-us-have-0123";

record::AlertRecord alert() {
  record::AlertRecord alert;
  alert.at = WallTime{1'782'000'000s};
  Random random(7);
  alert.id = OperationId::make(alert.at, random);
  alert.name = "kill_switch_set";
  alert.labels = {{"route", "chat"}};
  alert.summary = record::PlainText::make("The kill switch stands.").value();
  return alert;
}

control::Webhook webhook_at(std::uint16_t port) {
  return {.name = "pager",
          .url = "http://127.0.0.1:" + std::to_string(port) + "/hook?for=us",
          .ca_file = {},
          .secret = std::make_shared<const Secret>(std::string(kSecret)),
          .events = {}};
}

/// A receiver that answers each request with the next status of a list, and with the last from then on.
class Receiver {
 public:
  explicit Receiver(std::vector<int> statuses)
      : statuses_(std::move(statuses)), server_([this](test::RawConnection& peer, unsigned number) { serve(peer, number); }) {}
  std::uint16_t port() const { return server_.port(); }
  std::vector<std::string> requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }

 private:
  void serve(test::RawConnection& peer, unsigned) {
    const std::string request = peer.read_request();
    int status = 0;
    {
      const std::scoped_lock lock(mutex_);
      status = statuses_[std::min(requests_.size(), statuses_.size() - 1)];
      requests_.push_back(request);
    }
    peer.send("HTTP/1.1 " + std::to_string(status) + " Scripted\r\nContent-Length: 0\r\n\r\n");
  }

  std::vector<int> statuses_;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  test::RawServer server_;
};

/// Tells one receiver of one alert; what became of it, and how it stands then.
struct Told {
  bool delivered = false;
  WebhookStanding standing;
};
Told tell(const control::Webhook& webhook) {
  SystemClock clock;
  std::promise<bool> settled;
  WebhookSender sender(
      {.webhook = webhook, .clock = clock, .settled = [&](bool delivered) { settled.set_value(delivered); }, .first_pause = 5ms});
  EXPECT_TRUE(sender.offer(message_of(alert(), "staging")));
  const bool delivered = settled.get_future().get();
  return {delivered, sender.standing()};
}

std::string field(const std::string& request, std::string_view name) {
  const std::size_t at = request.find("\r\n" + std::string(name) + ": ");
  if (at == std::string::npos) return {};
  const std::size_t begin = at + name.size() + 4;
  return request.substr(begin, request.find("\r\n", begin) - begin);
}

TEST(WebhookSignature, IsWhatOthersCompute) {
  // printf '1782000000.{}' | openssl dgst -sha256 -hmac key
  EXPECT_EQ(webhook_signature(Secret("key"), "1782000000", "{}"),
            "v1=e8d9dbc6d4e13a5f65461d0f0a474274b3e17eb914ae1aa4fa75a53b65f31142");
}

TEST(WebhookSender, TellsWhatTheRecordSays_SignedOverTimeAndBody) {
  const Receiver receiver({200});
  EXPECT_TRUE(tell(webhook_at(receiver.port())).delivered);
  ASSERT_EQ(receiver.requests().size(), 1U);
  const std::string request = receiver.requests().front();
  EXPECT_TRUE(request.starts_with("POST /hook?for=us HTTP/1.1\r\n")) << request;
  const std::string body = request.substr(request.find("\r\n\r\n") + 4);
  EXPECT_EQ(field(request, kWebhookSignatureField),
            webhook_signature(Secret(std::string(kSecret)), field(request, kWebhookTimestampField), body));
  const auto json = nlohmann::json::parse(body);
  EXPECT_EQ(json.at("event"), "kill_switch_set");
  EXPECT_EQ(json.at("state"), "firing");
  EXPECT_EQ(json.at("labels").at("route"), "chat");
  EXPECT_EQ(json.at("id"), field(request, kWebhookIdField));
  EXPECT_EQ(request.find(kSecret), std::string::npos);
}

TEST(WebhookSender, TriesAgainWithTheSameId_UntilItIsTaken) {
  const Receiver receiver({503, 429, 204});
  const Told told = tell(webhook_at(receiver.port()));
  EXPECT_TRUE(told.delivered);
  EXPECT_EQ(told.standing.delivered, 1U);
  EXPECT_TRUE(told.standing.delivered_at);
  ASSERT_EQ(receiver.requests().size(), 3U);
  for (const std::string& request : receiver.requests()) EXPECT_EQ(field(request, kWebhookIdField), alert().id.to_string());
}

TEST(WebhookSender, GivesUpAfterItsTries_AndAtOnceWhereNoOtherCouldHelp) {
  const Receiver broken({500});
  const Told given_up = tell(webhook_at(broken.port()));
  EXPECT_FALSE(given_up.delivered);
  EXPECT_EQ(given_up.standing.failed, 1U);
  EXPECT_TRUE(given_up.standing.last_error.ends_with("answered 500")) << given_up.standing.last_error;
  EXPECT_EQ(broken.requests().size(), kWebhookTriesMax);
  for (const int status : {302, 401, 404}) {
    const Receiver other({status});
    EXPECT_FALSE(tell(webhook_at(other.port())).delivered);
    EXPECT_EQ(other.requests().size(), 1U) << status;
  }
}

TEST(WebhookSender, HoldsABoundedNumberOfMessages) {
  SystemClock clock;
  const Receiver receiver({500});
  WebhookSender sender({.webhook = webhook_at(receiver.port()), .clock = clock, .settled = [](bool) {}, .first_pause = 1h});
  std::size_t taken = 0;
  while (taken <= kWebhookQueueMax && sender.offer(message_of(alert(), "staging"))) ++taken;
  EXPECT_EQ(taken, kWebhookQueueMax);
  EXPECT_EQ(sender.standing().waiting, kWebhookQueueMax);
  EXPECT_EQ(sender.standing().failed, 1U);
}

/// Takes a message and says nothing for as long as it stands.
class Hanging {
 public:
  Hanging() : server_([this](test::RawConnection& peer, unsigned) { hang(peer); }) {}
  ~Hanging() { over_.set_value(); }
  std::uint16_t port() const { return server_.port(); }
  void wait_for_request() { asked_.get_future().wait(); }

 private:
  void hang(test::RawConnection& peer) {
    peer.read_request();
    asked_.set_value();
    over_.get_future().wait();
  }
  std::promise<void> asked_;
  std::promise<void> over_;
  test::RawServer server_;
};

TEST(WebhookSender, EndsWithoutWaitingForAReceiverThatHangs_AndSaysHowManyItLeaves) {
  SystemClock clock;
  Hanging receiver;
  std::size_t left = 0;
  {
    WebhookSender sender({.webhook = webhook_at(receiver.port()),
                          .clock = clock,
                          .settled = [](bool) { ADD_FAILURE() << "nothing was settled"; },
                          .left = [&](std::size_t messages) { left = messages; }});
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(sender.offer(message_of(alert(), "staging")));
    receiver.wait_for_request();
    const MonotonicTime began = clock.now();
    EXPECT_TRUE(sender.end_by(began + 20ms));
    EXPECT_TRUE(sender.ended());
    EXPECT_GE(clock.now() - began, 20ms) << "a receiver that answers in time is told";
    EXPECT_LT(clock.now() - began, kWebhookTryTimeMax / 2);
  }
  EXPECT_EQ(left, 3U);
}

TEST(WebhookSender, BeforeItEnds_WaitsForAReceiverThatAnswersInTime) {
  SystemClock clock;
  const Receiver receiver({200});
  std::size_t left = 0;
  std::promise<bool> settled;
  WebhookSender sender({.webhook = webhook_at(receiver.port()),
                        .clock = clock,
                        .settled = [&](bool delivered) { settled.set_value(delivered); },
                        .left = [&](std::size_t messages) { left = messages; }});
  EXPECT_TRUE(sender.offer(message_of(alert(), "staging")));
  EXPECT_TRUE(settled.get_future().get());
  EXPECT_TRUE(sender.end_by(clock.now() + 5s));
  EXPECT_EQ(left, 0U);
  EXPECT_EQ(sender.standing().delivered, 1U);
}

TEST(WebhookDesk, OfOneThatTheConfigurationHasNoMore_SaysHowManyItWasNotToldOf) {
  SystemClock clock;
  http::Loop loop(clock);
  const Receiver broken({500});
  std::promise<std::pair<std::string, std::size_t>> left;
  WebhookDesk desk({.loop = loop,
                    .clock = clock,
                    .settled = [](const std::string&, bool) {},
                    .left = [&](const std::string& name, std::size_t messages) { left.set_value({name, messages}); }});
  desk.adopt({webhook_at(broken.port())}, "staging");
  for (int i = 0; i < 2; ++i) desk.tell(alert());
  desk.adopt({}, "staging");
  EXPECT_EQ(left.get_future().get(), (std::pair<std::string, std::size_t>{"pager", 2}));
}

TEST(WebhookSender, KnowsSinceWhenItFails_UntilItIsTold) {
  SystemClock clock;
  const WallTime before = clock.wall_now();
  const Receiver broken({404, 200});
  std::promise<void> failed;
  std::promise<void> told;
  WebhookSender sender({.webhook = webhook_at(broken.port()), .clock = clock, .settled = [&](bool delivered) {
                          (delivered ? told : failed).set_value();
                        }});
  EXPECT_FALSE(sender.standing().failing_since);
  EXPECT_TRUE(sender.offer(message_of(alert(), "staging")));
  failed.get_future().wait();
  ASSERT_TRUE(sender.standing().failing_since);
  EXPECT_GE(*sender.standing().failing_since, before);
  EXPECT_TRUE(sender.offer(message_of(alert(), "staging")));
  told.get_future().wait();
  EXPECT_FALSE(sender.standing().failing_since);
}

TEST(WebhookDesk, TellsThoseWhoWantToHearOfIt_AndKeepsWhoStaysOverAReload) {
  SystemClock clock;
  http::Loop loop(clock);
  const Receiver all({200});
  const Receiver some({200});
  std::vector<std::string> settled;
  WebhookDesk desk({.loop = loop,
                    .clock = clock,
                    .settled =
                        [&](const std::string& name, bool delivered) {
                          EXPECT_TRUE(delivered);
                          settled.push_back(name);
                        },
                    .left = [](const std::string&, std::size_t messages) { ADD_FAILURE() << messages; }});
  std::vector<control::Webhook> webhooks{webhook_at(all.port()), webhook_at(some.port())};
  webhooks[1].name = "stale";
  webhooks[1].events = {"evidence_stale"};
  desk.adopt(webhooks, "staging");
  desk.tell(alert());
  record::AlertRecord other = alert();
  other.name = "records_lost";
  desk.tell(other);
  for (int i = 0; i < 500 && settled.empty(); ++i) {
    loop.context().poll();
    loop.context().restart();
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_EQ(settled, std::vector<std::string>{"pager"});
  EXPECT_EQ(all.requests().size(), 1U) << "of an alert that webhooks are not told of nothing is sent";
  EXPECT_TRUE(some.requests().empty());
  desk.adopt(webhooks, "staging");
  EXPECT_EQ(nlohmann::json::parse(desk.json()).at(0).at("delivered"), 1);
  webhooks[0].url += "&again";
  desk.adopt(webhooks, "staging");
  EXPECT_EQ(nlohmann::json::parse(desk.json()).at(0).at("delivered"), 0) << "it is another one now";
}

}  // namespace
}  // namespace jurymast::app
