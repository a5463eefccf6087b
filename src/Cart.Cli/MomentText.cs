using System.Globalization;

namespace Cart.Cli;

/// <summary>Reads moments on a command line: ISO 8601 only, so that no day is taken for a month.</summary>
internal static class MomentText
{
    /// <summary>What is expected, for people.</summary>
    public const string Expected = "Enter an ISO 8601 date or time, such as 2026-12-31, 2026-12-31T08:00 or 2026-12-31T08:00Z, or none.";

    private const string Day = "yyyy-MM-dd";

    private static readonly string[] WithOffset = ["yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];
    private static readonly string[] Local = ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF"];

    /// <summary>Reads a moment.</summary>
    /// <param name="text">The text.</param>
    /// <param name="zone">Where times without an offset are.</param>
    /// <param name="isEnd">Whether a day stands for its last instant, to the microsecond; else for its first.</param>
    /// <param name="moment">The moment, in UTC.</param>
    public static bool TryRead(string text, TimeZoneInfo zone, bool isEnd, out DateTimeOffset moment)
    {
        if (DateTime.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateTime.MaxValue.Date)
        {
            moment = isEnd ? In(zone, day.AddDays(1)).AddMicroseconds(-1) : In(zone, day);
            return true;
        }

        if (DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            moment = In(zone, local);
            return true;
        }

        return DateTimeOffset.TryParseExact(text, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out moment);
    }

    private static DateTimeOffset In(TimeZoneInfo zone, DateTime local) =>
        new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone.GetUtcOffset(local)).ToUniversalTime();
}
