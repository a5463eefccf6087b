using System.Collections.Immutable;
using System.Globalization;

namespace Cart.Engine;

public static partial class CartErrors
{
    private const int MaxLinesInMessage = 5;
    private const int WarningStatus = 200;

    // No initializer: rows add themselves while the parts of this class are initialized, in any order.
    private static List<CartError>? _rows;

    /// <summary>Gets all rows.</summary>
    internal static IReadOnlyList<CartError> All => _rows!;

    private static TimeSpan Soon => TimeSpan.FromSeconds(1);

    private static Dictionary<CartStatus, CartError> ByNumber => field ??= All
        .SelectMany(static row => row.Numbers, static (row, number) => (row, number))
        .ToDictionary(static pair => pair.number, static pair => pair.row);

    /// <summary>Returns the error for a store status.</summary>
    internal static CartError Of(CartStatus status) => ByNumber[status];

    /// <summary>Returns the error for a refused command.</summary>
    internal static CartError Of(CartResult refused)
    {
        var row = Of(refused.Status);
        return row with
        {
            Lines = refused.Problems,
            Version = row.Is(VersionMismatch) ? refused.Version : null,
            Limit = refused.Limit ?? (refused.Problems is [var first, ..] ? first.Limit?.ToInt32() : null),
            DiscountCode = row.Is(DiscountApplied) ? refused.Snapshot?.DiscountCodes.FirstOrDefault() : null,
            RetryAfter = refused.Hold?.Remaining ?? row.RetryAfter,
        };
    }

    /// <summary>Returns the error for a cart that cannot be ordered. The first reason gives the row.</summary>
    internal static CartError Of(ImmutableArray<CartError> reasons) => reasons[0] with { Reasons = reasons };

    /// <summary>Returns the error or warning for one line.</summary>
    internal static CartError Of(LineProblem line) =>
        All.First(row => row.Code == line.Code && row.HttpStatus != WarningStatus) with { Lines = [line], Limit = line.Limit?.ToInt32() };

    /// <summary>Returns the error for a price that is not the product's.</summary>
    internal static CartError WrongPrice(decimal own, decimal given, Currency currency) =>
        PriceMismatch with { Detail = $"Price mismatch: expected {Amount(own, currency)}, got {Amount(given, currency)}." };

    /// <summary>Returns the warning for a merge that reduced a quantity.</summary>
    internal static CartError Of(MergeNote note, CartSnapshot cart) => note.Clamped is not { } cut
        ? ShippingOptionKept
        : (cut.Code == InsufficientStock.Code ? StockLimitedByMerge : QuantityLimitedByMerge) with
        {
            Lines = [cut],
            Name = (cart.Find(cut.Key)?.Quantity ?? Quantity.Zero).ToString(),
        };

    /// <summary>Returns the warning for a guest's cart that a sign-in left alone.</summary>
    internal static CartError LeftAlone(CartError why) => why with { Detail = "The cart of this browser was left as it was. " + why.Message };

    /// <summary>Returns the error for a refused edit, with the current state of the discount.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="stored">The discount; null if it no longer exists.</param>
    internal static CartError OfEdit(CartError refusal, Discount? stored) => refusal with
    {
        Version = refusal.Is(DiscountChanged) ? stored?.Revision : null,
        Fields = refusal.Is(MaxUsesBelowUses) && stored is not null
            ? [new("max_uses", $"There are {stored.CurrentUses} uses so far: enter at least as many, or nothing for no limit.")]
            : refusal.Fields,
    };

    /// <summary>Returns the message for the problem of a line, in English.</summary>
    internal static string TextOf(LineProblem line) => line switch
    {
        { Available: { } none } when none <= Quantity.Zero => $"{line.Key} is out of stock.",
        { Available: { } available, Requested: { } requested } =>
            $"Quantity {requested} of {line.Key} exceeds the available stock of {available}.",
        { Limit: { } limit, Requested: null } => $"{line.Key} does not fit: the cart can have {limit} lines.",
        { Limit: { } limit } when line.Requested > limit => $"Quantity {line.Requested} of {line.Key} exceeds the limit of {limit}.",
        { Limit: { } limit } => $"Quantity {line.Requested} of {line.Key} must be between 1 and {limit}.",
        { Requested: { } requested } => $"Quantity {requested} of {line.Key} exceeds the available stock.",
        { CatalogPrice: { } today } => FormattableString.Invariant($"The price of {line.Key} changed from {line.UnitPrice} to {today}."),
        { UnitPrice: { } price } => FormattableString.Invariant($"The unit price {price} of {line.Key} does not fit the currency."),
        _ => $"{line.Key} is no longer sold. Remove it from the cart.",
    };

    private static CartError Row(
        string code,
        int httpStatus,
        Func<CartError, string> text,
        Func<CartError, CartException>? toException = null,
        ImmutableArray<CartStatus> numbers = default,
        TimeSpan? retryAfter = null,
        DiscountFieldError? field = null)
    {
        var row = new CartError(new(code, httpStatus, text, numbers.IsDefault ? [] : numbers, toException ?? Refused, retryAfter, field));
        (_rows ??= []).Add(row);
        return row;
    }

    private static CartError Row(string code, int httpStatus, string text) => Row(code, httpStatus, _ => text);

    private static CartError Discount(string code, int httpStatus, Func<CartError, string> text) =>
        Row(code, httpStatus, text, static error => new InvalidDiscountException(error));

    private static CartError WrongQuantity(string text) => Row("invalid_quantity", 422, _ => text, static error => new InvalidQuantityException(error));

    private static CartError Warning(string code, Func<CartError, string> text) => Row(code, WarningStatus, text);

    private static CartRefusedException Refused(CartError error) => new(error);

    // The message lists several reasons of a checkout, or lines of a change.
    private static string TextOf(CartError error) => error.Reasons.IsEmpty
        ? TextOf(error.Lines)
        : string.Join(' ', error.Reasons.Select(static reason => reason.Message).Take(MaxLinesInMessage));

    private static string TextOf(ImmutableArray<LineProblem> lines) =>
        string.Join(' ', lines.Select(static line => line.Message).Take(MaxLinesInMessage));

    private static string CutByMerge(CartError error, string end) =>
        $"The quantity of {ProductOf(error)} was limited to {error.Name} when your carts were merged{end}";

    private static string ProductOf(CartError error) => error.Lines is [var line, ..] ? line.Key.ToString() : "A product";

    private static string Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    // An amount that the currency cannot hold is shown unrounded.
    private static string Amount(decimal? amount, Currency currency) => amount is not { } known ? ""
        : currency.Holds(known) ? currency.Format(known)
        : known.ToString(CultureInfo.InvariantCulture);
}
