#include "app/log/log_forget.hpp"
#include "app/log/log_show.hpp"
#include "app/log/test_log_commands.hpp"
#include "record/hash_keys.hpp"
#include "store/month_key.hpp"
#include "store/record_key.hpp"

namespace jurymast::app {
namespace {

using testing::id_text;
using testing::LogCommands;
using testing::Sink;
using namespace std::chrono_literals;

TEST_F(LogCommands, ShowFindsACallersOwnIdByItsKeyedHash) {
  const LogShowOptions wanted{state_.path(), {}, "order-4711", true};
  Sink nothing;
  Sink err;
  EXPECT_EQ(run_log_show(wanted, nothing.file(), err.file()), kUsage) << "without the key nothing can be found";
  const auto first = store::load_or_create_record_key(state_.path());
  const auto october = store::load_or_create_month_key(state_.path(), 2026y / 10);
  const auto november = store::load_or_create_month_key(state_.path(), 2026y / 11);
  ASSERT_TRUE(first && october && november);
  EXPECT_EQ(run_log_show(wanted, nothing.file(), err.file()), kCheckFailed);
  for (const auto& [number, key] : {std::pair(70U, &*first), std::pair(71U, &*october), std::pair(72U, &*november)}) {
    record::Operation operation = record::testing::served(number);
    operation.start.client_request_hash = record::HashKeys(*key).of_id("order-4711");
    add(record::render(operation));
  }
  Sink out;
  EXPECT_EQ(run_log_show(wanted, out.file(), err.file()), kPass);
  for (const unsigned number : {70U, 71U, 72U}) EXPECT_NE(out.text().find(id_text(number)), std::string::npos) << number;
  EXPECT_EQ(log_text().find("order-4711"), std::string::npos);
}

TEST_F(LogCommands, ForgetMakesTheHashesOfOldMonthsMeaningless_AndLeavesTheLogWhole) {
  constexpr WallTime kNow{std::chrono::sys_days(2026y / 11 / 21).time_since_epoch()};
  const auto first = store::load_or_create_record_key(state_.path());
  const auto october = store::load_or_create_month_key(state_.path(), 2026y / 10);
  const auto november = store::load_or_create_month_key(state_.path(), 2026y / 11);
  ASSERT_TRUE(first && october && november);
  record::Operation operation = record::testing::served(71);
  operation.start.client_request_hash = record::HashKeys(*october).of_id("order-4711");
  add(record::render(operation));
  const std::string log = log_text();
  const LogShowOptions wanted{state_.path(), {}, "order-4711", true};
  Sink out;
  Sink err;
  EXPECT_EQ(run_log_forget({state_.path(), "2026-11", true}, kNow, out.file(), err.file()), kPass);
  EXPECT_EQ(out.text(), "2026-10: its key would be destroyed\n");
  EXPECT_EQ(run_log_show(wanted, out.file(), err.file()), kPass) << "nothing was destroyed yet";
  EXPECT_EQ(run_log_forget({state_.path(), "2026-11"}, kNow, out.file(), err.file()), kPass);
  EXPECT_EQ(run_log_show(wanted, out.file(), err.file()), kCheckFailed);
  EXPECT_NE(err.text().find("were not destroyed"), std::string::npos);
  EXPECT_EQ(log_text(), log);
  EXPECT_EQ(store::months_with_keys(state_.path()), std::vector{2026y / 11});
  EXPECT_EQ(run_log_forget({state_.path(), "2026-11"}, kNow, out.file(), err.file()), kCheckFailed) << "there is none left";
}

TEST_F(LogCommands, ForgetKeepsTheMonthThatAGatewayUses) {
  constexpr WallTime kNow{std::chrono::sys_days(2026y / 11 / 21).time_since_epoch()};
  Sink out;
  Sink err;
  EXPECT_EQ(run_log_forget({state_.path(), "2026-12"}, kNow, out.file(), err.file()), kUsage);
  EXPECT_EQ(run_log_forget({state_.path(), "november"}, kNow, out.file(), err.file()), kUsage);
  EXPECT_EQ(err.text(),
            "jurymast log: the key of 2026-11 is in use; the keys before it can be destroyed: --before 2026-11\n"
            "jurymast log: `november` is no month; write it as 2026-11\n");
}

}  // namespace
}  // namespace jurymast::app
