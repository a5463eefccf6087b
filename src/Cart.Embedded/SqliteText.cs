using System.Globalization;

namespace Cart.Embedded;

/// <summary>How moments and amounts of no currency stand in an order file: as text whose order is theirs.</summary>
internal static class SqliteText
{
    public static string Time(DateTimeOffset moment) => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    public static string Amount(decimal amount) => amount.ToString("0.00##", CultureInfo.InvariantCulture);
}
