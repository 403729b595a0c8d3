#include "app/token/token_command.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "app/token/token_watch.hpp"
#include "store/test_log.hpp"
#include "store/token_file.hpp"

namespace jurymast::app {
namespace {

/// The three commands on a state directory of their own.
class TokenCommands : public ::testing::Test {
 protected:
  TokenCommands() : config_(folder_.path() + "/jurymast.toml"), state_(folder_.path() + "/state") {
    std::ofstream(config_) << "[server]\nstate = \"" << state_ << "\"\n"
                           << "[targets.main]\nbase_url = \"https://api.example/v1\"\nfamilies = [\"chat_completions\"]\n"
                           << "[routes.assistant]\nfamily = \"chat_completions\"\nprimary = \"main\"\nmode = \"off\"\n";
  }
  struct Ran {
    int exit = 0;
    std::string out;
    std::string err;
  };
  template <class Run>
  static Ran ran(const Run& run) {
    std::FILE* const out = std::tmpfile();
    std::FILE* const err = std::tmpfile();
    Ran result;
    result.exit = run(TokenSinks{out, err});
    result.out = text_of(out);
    result.err = text_of(err);
    return result;
  }
  static std::string text_of(std::FILE* file) {
    std::string text(10'000, '\0');
    std::rewind(file);
    text.resize(std::fread(text.data(), 1, text.size(), file));
    std::fclose(file);
    return text;
  }
  Ran create(const std::string& name, const std::string& role, const std::string& expires = {}) {
    return ran([&](TokenSinks sinks) {
      return run_token_create({.name = name, .role = role, .expires = expires, .config = config_}, clock_, sinks);
    });
  }
  Ran list(bool json = false) {
    return ran([&](TokenSinks sinks) { return run_token_list({.config = config_, .json = json}, clock_, sinks); });
  }
  Ran revoke(const std::string& name) {
    return ran([&](TokenSinks sinks) { return run_token_revoke({.name = name, .config = config_}, sinks); });
  }

  store::testing::TemporaryDirectory folder_;
  std::string config_;
  std::string state_;
  ManualClock clock_;
};

TEST_F(TokenCommands, MakeATokenThatIsShownOnce_AndKeptAsItsDigest) {
  const Ran made = create("grafana", "view", "90d");
  ASSERT_EQ(made.exit, 0) << made.err;
  const std::string token = made.out.substr(0, made.out.size() - 1);
  EXPECT_EQ(token.size(), 73U) << made.out;
  EXPECT_EQ(made.err.find(token), std::string::npos);
  const auto text = store::load_token_file(state_);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->find(token), std::string::npos);
  const auto tokens = load_tokens(state_);
  ASSERT_TRUE(tokens);
  ASSERT_EQ(tokens->size(), 1U);
  EXPECT_EQ(tokens->front().digest, crypto::sha256(token));
  EXPECT_EQ(tokens->front().role, control::Role::View);
  EXPECT_EQ(tokens->front().expires_at, clock_.wall_now() + std::chrono::hours(24 * 90));
}

TEST_F(TokenCommands, ListWhoHasOne_ForPeopleAndPrograms) {
  EXPECT_NE(list().out.find("no token was made yet"), std::string::npos);
  ASSERT_EQ(create("grafana", "view").exit, 0);
  ASSERT_EQ(create("night", "operate", "1h").exit, 0);
  clock_.advance(std::chrono::hours(2));
  EXPECT_NE(list().out.find("(expired)"), std::string::npos);
  const auto json = nlohmann::json::parse(list(true).out).at("tokens");
  ASSERT_EQ(json.size(), 2U);
  EXPECT_EQ(json[0].at("expires_at"), nullptr);
  EXPECT_EQ(json[1].at("role"), "operate");
  EXPECT_EQ(json[1].at("expired"), true);
}

TEST_F(TokenCommands, EndAToken) {
  ASSERT_EQ(create("grafana", "view").exit, 0);
  EXPECT_EQ(revoke("grafana").exit, 0);
  EXPECT_TRUE(load_tokens(state_)->empty());
  const Ran again = revoke("grafana");
  EXPECT_EQ(again.exit, 2);
  EXPECT_NE(again.err.find("there is no token grafana"), std::string::npos);
}

TEST_F(TokenCommands, RefuseWhatIsNoNameRoleOrTime_AndSayWhatIs) {
  EXPECT_NE(create("a", "root").err.find("--role is none of report, view, operate and approve"), std::string::npos);
  EXPECT_NE(create("a", "view", "soon").err.find("--expires"), std::string::npos);
  EXPECT_EQ(create("a", "view", "0s").exit, 2);
  EXPECT_EQ(create("a", "view", "4000d").exit, 2);
  EXPECT_EQ(create("a b", "view").exit, 2);
  EXPECT_EQ(create("local", "view").exit, 2);
  ASSERT_EQ(create("a", "view").exit, 0);
  EXPECT_EQ(create("a", "operate").exit, 2);
  EXPECT_EQ(load_tokens(state_)->size(), 1U);
  EXPECT_EQ(ran([](TokenSinks sinks) {
              ManualClock clock;
              return run_token_list({.config = "/nowhere/jurymast.toml"}, clock, sinks);
            }).exit,
            2);
}

TEST_F(TokenCommands, LeaveATableAlone_ThatSomebodyDamaged) {
  ASSERT_EQ(create("a", "view").exit, 0);
  ASSERT_TRUE(store::change_token_file(state_, [](const std::string& text) { return text + "half a li"; }));
  const Ran refused = create("b", "view");
  EXPECT_EQ(refused.exit, 5);
  EXPECT_NE(refused.err.find("line 2 does not end"), std::string::npos);
}

TEST_F(TokenCommands, AreSeenByAWatch_OnceAChange) {
  TokenWatch watch(state_);
  auto seen = watch.look();
  ASSERT_FALSE(seen.has_value()) << "no file, as before";
  ASSERT_EQ(create("a", "view").exit, 0);
  seen = watch.look();
  ASSERT_TRUE(seen.has_value() && seen->has_value());
  EXPECT_EQ((*seen)->size(), 1U);
  EXPECT_FALSE(watch.look().has_value());
  ASSERT_EQ(revoke("a").exit, 0);
  seen = watch.look();
  ASSERT_TRUE(seen.has_value() && seen->has_value());
  EXPECT_TRUE((*seen)->empty());
}

}  // namespace
}  // namespace jurymast::app
