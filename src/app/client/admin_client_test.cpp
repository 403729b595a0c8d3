#include "app/client/admin_client.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>

#include "app/status/status_command.hpp"
#include "control/admin_handler.hpp"
#include "crypto/digest.hpp"
#include "http/listener.hpp"
#include "http/test_certificates.hpp"

namespace jurymast::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kToken = "a-token-for-the-admin-listener-1";

/// An admin listener with the product's own handler, on a thread of its own.
class AdminServer {
 public:
  explicit AdminServer(const std::string& address, std::shared_ptr<http::TlsServerContext> tls = nullptr, bool token = false)
      : loop_(clock_) {
    plane_.access = control::AdminAccess({.hosts = {"127.0.0.1", "localhost"}, .local = true});
    if (token) plane_.access.set_configured(crypto::sha256(kToken));
    const auto answer = [](const std::string& body) { return control::AdminReply{.body = body}; };
    plane_.routes = {
        control::at_once(
            {.method = "GET", .path = "/status", .role = control::Role::View, .summary = "how it is", .open_at_first = true},
            [this, answer](const control::AdminRequest&) { return answer(status); }),
        control::at_once({.method = "POST", .path = "/reload", .role = control::Role::Operate, .summary = "changes it"},
                         [answer](const control::AdminRequest&) { return answer("version 4\n"); })};
    auto listener =
        http::Listener::open(loop_, {.address = address, .limits = limits(), .tls = std::move(tls), .make_handler = [this] {
                                       return std::make_unique<control::AdminHandler>(plane_);
                                     }});
    if (listener) listener_ = std::move(*listener);
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~AdminServer() {
    loop_.stop();
    thread_.join();
    listener_.reset();
  }
  /// Takes this token, too, as that of the state directory.
  void let_in(const std::string& token) {
    std::promise<void> done;
    loop_.post([&] {
      plane_.access.set_local(crypto::sha256(token));
      done.set_value();
    });
    done.get_future().wait();
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(listener_->port()); }

  std::string status = "{}";

 private:
  static http::SessionLimits limits() {
    return {.body_bytes_max = 1024,
            .head_timeout = std::chrono::seconds(5),
            .keep_alive_timeout = std::chrono::seconds(5),
            .body_rate_floor_bytes_per_second = 1,
            .body_rate_grace = std::chrono::seconds(5)};
  }

  SystemClock clock_;
  http::Loop loop_;
  control::AdminPlane plane_;
  std::unique_ptr<http::Listener> listener_;
  std::thread thread_;
};

policy::ServerSettings settings_for(const std::string& admin) {
  policy::ServerSettings settings;
  settings.admin = admin;
  return settings;
}

class AdminClient : public ::testing::Test {
 protected:
  AdminClient() : directory_(fs::temp_directory_path() / ("jurymast-admin-" + std::to_string(::getpid()))) {
    std::signal(SIGPIPE, SIG_IGN);
    fs::remove_all(directory_);
    fs::create_directories(directory_);
  }
  ~AdminClient() override { fs::remove_all(directory_); }

  fs::path directory_;
};

TEST_F(AdminClient, AsksOverTcp) {
  AdminServer server("127.0.0.1:0");
  server.status = std::string(300'000, 'x');
  const auto answer = admin_request(settings_for(server.address()), "GET", "/status");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, server.status);
}

TEST_F(AdminClient, AsksOverAUnixSocket) {
  const std::string address = "unix:" + (directory_ / "admin.sock").string();
  AdminServer server(address, nullptr, true);
  policy::ServerSettings settings = settings_for(address);
  settings.admin_token = std::make_shared<const Secret>(std::string(kToken));
  const auto answer = admin_request(settings, "POST", "/reload");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_NE(answer->body.find("version 4"), std::string::npos);
}

TEST_F(AdminClient, SendsTheTokenWhereThereIsOne) {
  AdminServer server("127.0.0.1:0", nullptr, true);
  policy::ServerSettings settings = settings_for(server.address());
  EXPECT_EQ(admin_request(settings, "GET", "/status")->status, 401);
  settings.admin_token = std::make_shared<const Secret>(std::string(kToken));
  EXPECT_EQ(admin_request(settings, "GET", "/status")->status, 200);
}

TEST_F(AdminClient, TakesTheTokenOfTheStateDirectory_WhereTheConfigurationNamesNone) {
  AdminServer server("127.0.0.1:0", nullptr, true);
  policy::ServerSettings settings = settings_for(server.address());
  settings.state = directory_.string();
  std::ofstream(directory_ / "admin.token") << "jurymast_" << std::string(64, 'a') << "\n";
  fs::permissions(directory_ / "admin.token", fs::perms::owner_read);
  EXPECT_EQ(admin_request(settings, "POST", "/reload")->status, 401);
  server.let_in("jurymast_" + std::string(64, 'a'));
  EXPECT_EQ(admin_request(settings, "POST", "/reload")->status, 200);
}

TEST_F(AdminClient, AsksOverTls_AndOnThisMachineWithoutVerifying) {
  http::probe::TestAuthority authority;
  const auto files = authority.issue("admin", {.names = "DNS:gateway.example"});
  AdminServer server("127.0.0.1:0", *http::TlsServerContext::make(files.certificate, files.key));
  policy::ServerSettings settings = settings_for(server.address());
  settings.admin_tls = policy::ListenerTls{files.certificate, files.key};
  const auto answer = admin_request(settings, "GET", "/status");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
}

TEST_F(AdminClient, TellsAPlainListenerFromOneThatSpeaksTls) {
  http::probe::TestAuthority authority;
  const auto files = authority.issue("admin");
  AdminServer server("127.0.0.1:0");
  policy::ServerSettings settings = settings_for(server.address());
  settings.admin_tls = policy::ListenerTls{files.certificate, files.key};
  const auto answer = admin_request(settings, "GET", "/status");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::Denied) << answer.error().message;
}

TEST_F(AdminClient, FindsNobody_AndSaysSo) {
  std::string address;
  {
    AdminServer server("127.0.0.1:0");
    address = server.address();
  }
  const auto answer = admin_request(settings_for(address), "GET", "/status");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::Unavailable);
  EXPECT_EQ(answer.error().message, address + " refused the connection");
  const auto gone = admin_request(settings_for("unix:" + (directory_ / "none.sock").string()), "GET", "/status");
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, Code::Unavailable);
  EXPECT_EQ(admin_request(settings_for("127.0.0.1:0"), "GET", "/status").error().code, Code::Invalid);
}

TEST_F(AdminClient, WaitsTwoSecondsForOneThatAcceptsAndSaysNothing) {
  SystemClock clock;
  http::Loop loop(clock);
  // Bound and never accepted from: the kernel takes the connection, and nobody answers.
  const auto listener = http::Listener::open(loop, {.address = "127.0.0.1:0", .limits = {}});
  ASSERT_TRUE(listener);
  const MonotonicTime before = clock.now();
  const auto answer = admin_request(settings_for("127.0.0.1:" + std::to_string((*listener)->port())), "GET", "/status");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::Exhausted);
  EXPECT_GE(clock.now() - before, kAdminTimeMax - std::chrono::milliseconds(50));
  EXPECT_LE(clock.now() - before, kAdminTimeMax + std::chrono::seconds(1));
}

/// The whole command, as an on-call engineer's shell runs it: without any of the gateway's keys.
class StatusCommand : public AdminClient {
 protected:
  struct Ran {
    int exit;
    std::string out;
  };
  Ran run(const std::string& admin, const std::string& route = {}) {
    const fs::path config = directory_ / "jurymast.toml";
    std::ofstream(config) << "[server]\nadmin = \"" << admin << "\"\nstate = \"" << (directory_ / "state").string() << "\"\n"
                          << "[clients.web]\nkey = { env = \"NOT_SET_CLIENT\" }\n"
                          << "[targets.main]\nbase_url = \"https://api.example/v1\"\napi_key = { env = \"NOT_SET_MAIN\" }\n"
                          << "families = [\"chat_completions\"]\n"
                          << "[routes.assistant]\nfamily = \"chat_completions\"\nprimary = \"main\"\nmode = \"off\"\n";
    SystemClock clock;
    std::FILE* out = std::tmpfile();
    const int exit = run_status({.config = config.string(), .route = route}, clock, out);
    std::rewind(out);
    std::string text(100'000, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), out));
    std::fclose(out);
    return {exit, text};
  }
};

TEST_F(StatusCommand, ReadsTheRecordAndTheKillFileWhereNoGatewayRuns) {
  fs::create_directories(directory_ / "state" / "log");
  std::ofstream(directory_ / "state" / "kill") << "assistant\n";
  const Ran ran = run("127.0.0.1:1");
  EXPECT_EQ(ran.exit, 1);
  EXPECT_NE(ran.out.find("gateway: not running (127.0.0.1:1 refused the connection)"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("KILL SWITCH: no fallback for assistant"), std::string::npos) << ran.out;
}

TEST_F(StatusCommand, SaysThatItDoesNotKnow_WhereTheGatewayRefusesTheToken) {
  AdminServer server("127.0.0.1:0", nullptr, true);
  const Ran ran = run(server.address());
  EXPECT_EQ(ran.exit, 2);
  EXPECT_NE(ran.out.find("NOT KNOWN"), std::string::npos) << ran.out;
  EXPECT_EQ(ran.out.find("not running"), std::string::npos) << ran.out;
}

TEST_F(StatusCommand, RefusesARouteThatIsNotThere) { EXPECT_EQ(run("127.0.0.1:1", "nobody").exit, 2); }

}  // namespace
}  // namespace jurymast::app
