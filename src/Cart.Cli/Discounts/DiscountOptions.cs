using System.CommandLine;
using System.Globalization;
using Cart.Engine;

namespace Cart.Cli;

/// <summary>Represents the options that define a discount. Errors are the engine's, field by field.</summary>
internal sealed class DiscountOptions
{
    private const string Nothing = "none";

    private readonly Option<string?> _type = Text("--type", "TYPE", "How --value is meant: percent or fixed.");
    private readonly Option<string?> _value = Text("--value", "AMOUNT", "What it takes off: percent from 0 to 100, or an amount; with the decimals of --currency.");
    private readonly Option<string?> _minCartValue = Text("--min-cart-value", "AMOUNT", "The least sum of a cart that can use it.");
    private readonly Option<string?> _maxUses = Text("--max-uses", "N", "How many orders can use it; none for any number.");
    private readonly Option<string?> _perCustomer = Text("--max-uses-per-customer", "N", "How many orders of one user can use it; none for any number.");
    private readonly Option<string?> _from = Text("--valid-from", "TIME", "The first moment: 2026-12-01, 2026-12-01T08:00 or 2026-12-01T08:00Z. A date is its first instant. none for always.");
    private readonly Option<string?> _until = Text("--valid-until", "TIME", "The last moment. A date is its last instant. none for no end.");
    private readonly Option<string?> _active = Text("--active", "BOOL", "Whether it can be used: true or false.");

    private readonly Option<string?> _zone = Text("--time-zone", "ZONE", "Where dates and times without an offset are, such as Europe/Berlin. Default: UTC.");

    /// <summary>Gets all options, in the order of the help.</summary>
    public Option[] All => [_type, _value, _minCartValue, _maxUses, _perCustomer, _from, _until, _zone, _active];

    /// <summary>Applies the command-line options to an existing definition. Values that are not given are kept.</summary>
    public DiscountInput Read(ParseResult parsed, DiscountInput kept, ICollection<DiscountFieldError> errors)
    {
        var zone = TimeZoneInfo.Utc;
        if (parsed.GetValue(_zone) is { } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone))
        {
            errors.Add(new DiscountFieldError("time_zone", $"'{name}' is not a known time zone. Enter one such as Europe/Berlin, or UTC."));
            zone = TimeZoneInfo.Utc;
        }

        return kept with
        {
            DiscountType = parsed.GetValue(_type) ?? kept.DiscountType,
            Value = Given(_value, "value", kept.Value, Amount, "Enter a number, such as 9.99."),
            MinCartValue = Given(_minCartValue, "min_cart_value", kept.MinCartValue, Amount, "Enter a number, such as 9.99."),
            MaxUses = Given(_maxUses, "max_uses", kept.MaxUses, Optional<long>(Whole), "Enter a whole number, or none."),
            MaxUsesPerCustomer = Given(_perCustomer, "max_uses_per_customer", kept.MaxUsesPerCustomer, Optional<int>(Small), "Enter a whole number, or none."),
            ValidFrom = Given(_from, "valid_from", kept.ValidFrom, Optional<DateTimeOffset>(First), MomentText.Expected),
            ValidUntil = Given(_until, "valid_until", kept.ValidUntil, Optional<DateTimeOffset>(Last), MomentText.Expected),
            Active = Given(_active, "active", kept.Active, bool.TryParse, "Enter true or false."),
        };

        bool First(string text, out DateTimeOffset moment) => MomentText.TryRead(text, zone, isEnd: false, out moment);

        bool Last(string text, out DateTimeOffset moment) => MomentText.TryRead(text, zone, isEnd: true, out moment);

        T Given<T>(Option<string?> option, string field, T before, SharedOptions.Reader<T> read, string expected)
        {
            if (parsed.GetValue(option) is not { } text)
            {
                return before;
            }

            if (read(text, out var value))
            {
                return value;
            }

            errors.Add(new DiscountFieldError(field, $"'{text}' cannot be read. {expected}"));
            return before;
        }
    }

    /// <summary>Returns the definition of a stored discount, for editing.</summary>
    public static DiscountInput InputOf(Discount discount) => new()
    {
        Code = discount.Code.Text,
        DiscountType = discount.Type is DiscountType.Percent ? "percent" : "fixed",
        Value = discount.Value,
        MinCartValue = discount.MinCartValue,
        MaxUses = discount.MaxUses,
        MaxUsesPerCustomer = discount.MaxUsesPerCustomer,
        Active = discount.IsActive,
        ValidFrom = discount.ValidFrom,
        ValidUntil = discount.ValidUntil,
    };

    /// <summary>Reports the errors of a definition, one line per field, and returns the exit code.</summary>
    public static int Refuse(StoreCall call, IEnumerable<DiscountFieldError> errors) =>
        call.Refuse(string.Join('\n', errors.Select(static error => $"{error.Field}: {error.Message}")));

    /// <summary>Reports why a definition was not stored.</summary>
    /// <returns>The exit code.</returns>
    public static int Refuse(StoreCall call, CartError refusal) =>
        call.Refuse(refusal.Fields is [var field, ..]
            ? $"{field.Field}: {refusal.Message} {field.Message}"
            : $"code: {refusal.Message}");

    private static Option<string?> Text(string name, string helpName, string description) => new(name) { HelpName = helpName, Description = description };

    private static SharedOptions.Reader<T?> Optional<T>(SharedOptions.Reader<T> read)
        where T : struct => (text, out value) =>
        {
            value = null;
            if (text == Nothing)
            {
                return true;
            }

            var isRead = read(text, out var some);
            value = some;
            return isRead;
        };

    private static bool Amount(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool Whole(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool Small(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}

/// <summary>Parses times on a command line: ISO 8601 only, so that day and month are never confused.</summary>
internal static class MomentText
{
    /// <summary>What is expected, for people.</summary>
    public const string Expected = "Enter an ISO 8601 date or time, such as 2026-12-31, 2026-12-31T08:00 or 2026-12-31T08:00Z, or none.";

    private const string Day = "yyyy-MM-dd";

    private static readonly string[] WithOffset = ["yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];
    private static readonly string[] Local = ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF"];

    /// <summary>Parses a time, in the zone unless it has an offset. A day means its first or its last instant, to the microsecond.</summary>
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
