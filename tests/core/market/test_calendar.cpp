// SPDX-License-Identifier: GPL-3.0-or-later
// Known answers: exchange_calendars' own table of 1990-2023 (tests/resources/xnys.csv there) when
// it lies beside the checkout, and its output for 2023-2027 in tests/fixtures/calendar.
#include <algorithm>
#include <cstdlib>
#include <ctime>

#include "base/csv.h"
#include "base/files.h"
#include "base/gzip.h"
#include "market/calendar.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::market;

namespace {

std::int64_t secondsOf(std::string_view iso) {
    const Date date = parseIsoDate(iso.substr(0, 10)).value();
    const auto number = [&](std::size_t at) { return (iso[at] - '0') * 10 + (iso[at + 1] - '0'); };
    return Timestamp::atMidnightUtc(date).seconds + number(11) * 3600 + number(14) * 60;
}

std::vector<Session> readSessions(const std::string& text) {
    std::vector<Session> out;
    CsvReader reader(text);
    std::vector<std::string> fields;
    while (reader.next(fields)) {
        if (fields.size() < 3 || fields[0].empty() || !std::isdigit(fields[0][0]))
            continue;
        out.push_back({.date = parseIsoDate(std::string_view(fields[0]).substr(0, 10)).value(),
                       .open = {secondsOf(fields[1])},
                       .close = {secondsOf(fields[2])}});
    }
    return out;
}

QByteArray describe(const Session& s) {
    return QByteArray::fromStdString(toIso(s.date) + " " + toIso(s.open) + " " + toIso(s.close));
}

Calendar xnys(std::vector<Date> added = {}) {
    return Calendar::xnys(std::move(added)).value();
}

Timestamp utc(int year, unsigned month, unsigned day, int hour, int minute = 0) {
    return {Timestamp::atMidnightUtc(Date::fromYmd(year, month, day)).seconds + hour * 3600 +
            minute * 60};
}

class TestCalendar : public QObject {
    Q_OBJECT

    void compare(const std::vector<Session>& expected) {
        const auto computed = xnys().sessions(expected.front().date, expected.back().date);
        for (std::size_t i = 0; i < std::min(expected.size(), computed.size()); ++i)
            QCOMPARE(describe(computed[i]), describe(expected[i]));
        QCOMPARE(computed.size(), expected.size());
    }

  private Q_SLOTS:
    void everySessionFrom1990To2023() {
        const std::string file = LOOM_TEST_DATA "/xnys_sessions_1990_2023.csv.gz";
        if (!std::filesystem::exists(file))
            QSKIP("the session table is not beside the checkout");
        const auto text = readMaybeGzip(file);
        VERIFY_OK(text);
        const auto expected = readSessions(*text);
        QCOMPARE(expected.size(), std::size_t{8324});
        compare(expected);
    }

    void everySessionFrom2023To2027() {
        const auto text = readFile(LOOM_SOURCE_DIR "/tests/fixtures/calendar/xnys_2023_2027.csv");
        VERIFY_OK(text);
        const auto expected = readSessions(*text);
        QCOMPARE(expected.size(), std::size_t{1254});
        compare(expected);
    }

    void theMachinesTimeZoneDoesNotMatter() {
        const QByteArray before = qgetenv("TZ");
        for (const char* zone : {"Asia/Tokyo", "UTC", "Pacific/Auckland"}) {
            qputenv("TZ", zone);
            tzset();
            QCOMPARE(xnys().session(Date::fromYmd(2024, 7, 3))->close, utc(2024, 7, 3, 17));
        }
        qputenv("TZ", before);
        tzset();
    }

    void closuresHaveReasons() {
        const Calendar calendar = xnys({Date::fromYmd(2030, 5, 2)});
        QCOMPARE(calendar.closure(Date::fromYmd(2001, 9, 12)).value(),
                 std::string("attacks of September 11"));
        QCOMPARE(calendar.closure(Date::fromYmd(2024, 3, 29)).value(), std::string("Good Friday"));
        QCOMPARE(calendar.closure(Date::fromYmd(2030, 5, 2)).value(),
                 std::string("closure added by you"));
        QVERIFY(xnys().isSession(Date::fromYmd(2030, 5, 2)));
        QVERIFY(!calendar.session(Date::fromYmd(2030, 5, 2)));
    }

    void slotsOfFullAndEarlyDays() {
        const Calendar calendar = xnys();
        const Date full = Date::fromYmd(2025, 7, 2), early = Date::fromYmd(2025, 7, 3);
        QCOMPARE(calendar.slots(full, Interval::Minute5).size(), std::size_t{78});
        QCOMPARE(calendar.slots(full, Interval::Minute15).size(), std::size_t{26});
        QCOMPARE(calendar.slots(full, Interval::Hour1).size(), std::size_t{7});
        QCOMPARE(calendar.slots(full, Interval::Day1),
                 std::vector{Timestamp::atMidnightUtc(full).seconds});
        QCOMPARE(calendar.slots(early, Interval::Minute5).size(), std::size_t{42});
        QCOMPARE(calendar.slots(early, Interval::Minute5).back(), utc(2025, 7, 3, 16, 55).seconds);
        QCOMPARE(calendar.slots(early, Interval::Hour1).size(), std::size_t{3});
        QVERIFY(calendar.slots(Date::fromYmd(2025, 7, 4), Interval::Minute5).empty());
    }

    void stepsOverWeekendsAndHolidays() {
        const Calendar calendar = xnys();
        QCOMPARE(calendar.nextSession(Date::fromYmd(2025, 7, 3)).date, Date::fromYmd(2025, 7, 7));
        QCOMPARE(calendar.previousSession(Date::fromYmd(2025, 7, 7)).date,
                 Date::fromYmd(2025, 7, 3));
        QCOMPARE(calendar.sessionsBack(Date::fromYmd(2025, 7, 6), 0), Date::fromYmd(2025, 7, 3));
        QCOMPARE(calendar.sessionsBack(Date::fromYmd(2025, 7, 7), 10), Date::fromYmd(2025, 6, 20));
    }

    void nothingNewOnAWeekend() {
        const Calendar calendar = xnys();
        const Timestamp fridayNight = utc(2025, 6, 14, 1); // Friday 21:00 in New York
        const Timestamp sunday = utc(2025, 6, 15, 15), monday = utc(2025, 6, 16, 14);
        for (const Interval interval : {Interval::Day1, Interval::Minute5}) {
            QVERIFY(!calendar.newSince(fridayNight, sunday, interval));
            // Fetched one hour after the close: the daily bar was not final yet.
            QCOMPARE(calendar.newSince(utc(2025, 6, 13, 21), sunday, interval),
                     interval == Interval::Day1);
            QVERIFY(calendar.newSince(utc(2025, 6, 12, 22), sunday, interval));
        }
        QVERIFY(!calendar.newSince(fridayNight, monday, Interval::Day1));
        QVERIFY(calendar.newSince(fridayNight, monday, Interval::Minute5));
    }

    void theLastFinalBar() {
        const Calendar calendar = xnys();
        const auto day = [](unsigned d) {
            return Timestamp::atMidnightUtc(Date::fromYmd(2025, 6, d)).seconds;
        };
        QCOMPARE(calendar.lastFinalSlot(utc(2025, 6, 13, 23, 59), Interval::Day1), day(12));
        QCOMPARE(calendar.lastFinalSlot(utc(2025, 6, 14, 0), Interval::Day1), day(13));
        QCOMPARE(calendar.lastFinalSlot(utc(2025, 6, 15, 12), Interval::Day1), day(13));
        QCOMPARE(calendar.lastFinalSlot(utc(2025, 6, 13, 14, 0), Interval::Minute5),
                 utc(2025, 6, 13, 13, 35).seconds);
        // The last hourly bar lasts half an hour.
        QCOMPARE(calendar.lastFinalSlot(utc(2025, 6, 13, 20, 20), Interval::Hour1),
                 utc(2025, 6, 13, 19, 30).seconds);
    }

    void knowsWhichInstrumentsItDescribes() {
        const Calendar calendar = xnys();
        const auto covers = [&](const char* exchange, const char* type, const char* zone = "") {
            Instrument instrument;
            instrument.exchange = exchange;
            instrument.type = type;
            instrument.timeZone = zone;
            return calendar.covers(instrument);
        };
        QVERIFY(covers("NMS", "EQUITY"));
        QVERIFY(covers("SNP", "INDEX"));
        QVERIFY(!covers("LSE", "EQUITY"));
        QVERIFY(!covers("CCC", "CRYPTOCURRENCY"));
        QVERIFY(covers("", "", "America/New_York"));
        QVERIFY(!covers("CMX", "FUTURE", "America/New_York"));
    }
};

class TestTimeZone : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void convertsAcrossDaylightSaving() {
        const auto zone = TimeZone::find("America/New_York");
        VERIFY_OK(zone);
        // 2025-03-09 07:00Z the clocks jump from 2:00 to 3:00; 2025-11-02 06:00Z from 2:00 to 1:00.
        QCOMPARE(zone->toLocal(utc(2025, 3, 9, 6, 59)).secondOfDay, 2 * 3600 - 60);
        QCOMPARE(zone->toLocal(utc(2025, 3, 9, 7)).secondOfDay, 3 * 3600);
        QCOMPARE(zone->toUtc(Date::fromYmd(2025, 3, 9), 2 * 3600 + 1800), utc(2025, 3, 9, 7));
        QCOMPARE(zone->toUtc(Date::fromYmd(2025, 11, 2), 3600 + 1800), utc(2025, 11, 2, 5, 30));
        QCOMPARE(zone->toLocal(utc(2025, 11, 2, 6, 30)).utcOffset, -5 * 3600);
        QCOMPARE(zone->localDate(utc(2025, 1, 1, 4, 59)), Date::fromYmd(2024, 12, 31));
    }

    void dailyStampsBelongToTheirSession() {
        const auto newYork = TimeZone::find("America/New_York").value();
        const auto london = TimeZone::find("Europe/London").value();
        const auto tokyo = TimeZone::find("Asia/Tokyo").value();
        const Date monday = Date::fromYmd(2025, 6, 16);
        QCOMPARE(newYork.sessionDate(utc(2025, 6, 16, 13, 30)), monday);
        QCOMPARE(london.sessionDate(utc(2025, 6, 15, 23)), monday); // 00:00 summer time
        QCOMPARE(london.sessionDate(utc(2025, 6, 15, 22)), monday); // slipped by an hour
        QCOMPARE(tokyo.sessionDate(utc(2025, 6, 16, 0)), monday);
    }

    void anUnknownNameIsExplained() {
        const auto zone = TimeZone::find("Mars/Base");
        QCOMPARE(zone.error().code, ErrorCode::InvalidInput);
        QVERIFY(zone.error().message.find("Mars/Base") != std::string::npos);
    }
};

LOOM_TEST(TestCalendar)
LOOM_TEST(TestTimeZone)

} // namespace

#include "test_calendar.moc"
