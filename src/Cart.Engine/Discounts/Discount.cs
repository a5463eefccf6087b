using System.Globalization;

namespace Cart.Engine;

/// <summary>A discount: what it takes off, when it is valid, and how often it was used.</summary>
public sealed record Discount
{
    /// <summary>The code by which it is applied. Never changes.</summary>
    public required DiscountCode Code { get; init; }

    /// <summary>How <see cref="Value"/> is meant. Default percent.</summary>
    public DiscountType Type { get; init; }

    /// <summary>
    /// Gets what it takes off: 0 to 100 percent with at most 2 decimals, or an amount of 0 or more with at most 8 digits before the point and
    /// the decimals of the shop's currency behind it.
    /// </summary>
    public required decimal Value { get; init; }

    /// <summary>Gets the least sum of the lines, before the discount, with at most the decimals of the shop's currency. Default 0.</summary>
    public decimal MinCartValue { get; init; }

    /// <summary>How many orders can use it; null for any number.</summary>
    public long? MaxUses { get; init; }

    /// <summary>How many orders of one user can use it; null for any number. Guests cannot use a discount that has such a limit.</summary>
    public int? MaxUsesPerCustomer { get; init; }

    /// <summary>Whether it can be used at all. Default true.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>The first moment at which it is valid; null for no beginning.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>The last moment at which it is valid; null for no end.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>How many uses were ever granted to orders. Only orders change it.</summary>
    public long Granted { get; init; }

    /// <summary>How many uses were given back. Only orders change it.</summary>
    public long Returned { get; init; }

    /// <summary>
    /// The number of the definition, which grows with each edit. The store sets it. An edit that carries one takes effect on no other; with
    /// 0, the default, it takes effect on any.
    /// </summary>
    public long Revision { get; init; }

    /// <summary>How many uses are taken.</summary>
    public long CurrentUses => Granted - Returned;

    /// <summary>Writes <see cref="Value"/>: an amount with the currency's decimals, a percentage with two.</summary>
    /// <param name="currency">The currency of the shop.</param>
    public string FormatValue(Currency currency) =>
        Type is DiscountType.Percent ? Value.ToString("F2", CultureInfo.InvariantCulture) : currency.FormatExact(Value);

    /// <summary>Returns what the discount takes off a sum, rounded to the currency; never more than the sum.</summary>
    public decimal AmountOff(decimal summary, Currency currency)
    {
        var amount = Type is DiscountType.Percent ? summary / 100 * Value : Value;
        return currency.Round(Math.Clamp(amount, 0, summary));
    }
}

/// <summary>How a discount's value is meant.</summary>
public enum DiscountType
{
    /// <summary>Percent of the sum of the lines.</summary>
    Percent,

    /// <summary>An amount, in the cart's currency.</summary>
    Fixed,
}

/// <summary>How often a discount was used. Both counts only grow, so the greater of two readings is the later one.</summary>
/// <param name="Granted">How many uses were ever granted to orders.</param>
/// <param name="Returned">How many uses were given back.</param>
public readonly record struct DiscountUses(long Granted, long Returned);

/// <summary>When a discount can be used.</summary>
internal static class DiscountRules
{
    /// <summary>Returns the first reason why a discount cannot be used, or null. The window includes both of its ends.</summary>
    /// <param name="discount">The discount.</param>
    /// <param name="summary">The sum of the lines, before the discount.</param>
    /// <param name="now">The moment of the use. Moments are compared to the microsecond, which is what databases keep.</param>
    public static DiscountProblem? Check(Discount discount, decimal summary, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(discount);
        return discount switch
        {
            { IsActive: false } => DiscountProblem.Inactive,
            { MaxUses: { } most } when discount.CurrentUses >= most => DiscountProblem.Exhausted,
            { ValidFrom: { } from } when Microseconds(now) < Microseconds(from) => DiscountProblem.NotStarted,
            { ValidUntil: { } until } when Microseconds(now) > Microseconds(until) => DiscountProblem.Expired,
            _ when summary < discount.MinCartValue => DiscountProblem.MinimumNotMet,
            _ => null,
        };
    }

    /// <summary>Returns why a customer cannot use a discount (again), or null.</summary>
    /// <param name="discount">The discount.</param>
    /// <param name="userId">The customer; null for a guest.</param>
    /// <param name="uses">How many uses the customer has.</param>
    public static DiscountProblem? CheckCustomer(Discount discount, string? userId, long uses)
    {
        ArgumentNullException.ThrowIfNull(discount);
        return discount.MaxUsesPerCustomer is not { } most ? null
            : userId is null ? DiscountProblem.SignInRequired
            : uses >= most ? DiscountProblem.CustomerLimit
            : null;
    }

    private static long Microseconds(DateTimeOffset moment) => moment.UtcTicks / TimeSpan.TicksPerMicrosecond;
}

/// <summary>Why a discount cannot be used. The order is the order of the checks.</summary>
public enum DiscountProblem
{
    /// <summary>Another discount, or this one, is applied to the cart already.</summary>
    AlreadyApplied,

    /// <summary>There is no discount of that code.</summary>
    NotFound,

    /// <summary>It was switched off.</summary>
    Inactive,

    /// <summary>All of its uses are taken.</summary>
    Exhausted,

    /// <summary>Its time has not come yet.</summary>
    NotStarted,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>The lines sum up to less than its minimum.</summary>
    MinimumNotMet,

    /// <summary>It is limited for each customer, and the cart is a guest's.</summary>
    SignInRequired,

    /// <summary>The user has used it as often as one may.</summary>
    CustomerLimit,

    /// <summary>Too many wrong codes were given; the code was not judged.</summary>
    RateLimited,
}

/// <summary>Why a discount cannot be used, for programs and for people.</summary>
/// <param name="Problem">The reason.</param>
/// <param name="Message">The reason in English.</param>
public sealed record DiscountRefusal(DiscountProblem Problem, string Message)
{
    /// <summary>Gets the code that is applied to the cart already; null where that is not the reason.</summary>
    public string? AppliedCode { get; init; }

    /// <summary>Gets how long to wait before the next try; null where waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The reason as a code that never changes, such as <c>discount_expired</c>.</summary>
    public string Code => Problem switch
    {
        DiscountProblem.AlreadyApplied => "discount_already_applied",
        DiscountProblem.NotFound => "discount_not_found",
        DiscountProblem.Inactive => "discount_inactive",
        DiscountProblem.Exhausted => "discount_exhausted",
        DiscountProblem.NotStarted => "discount_not_started",
        DiscountProblem.Expired => "discount_expired",
        DiscountProblem.MinimumNotMet => "discount_minimum_not_met",
        DiscountProblem.SignInRequired => "discount_sign_in_required",
        DiscountProblem.CustomerLimit => "discount_customer_limit",
        DiscountProblem.RateLimited => "rate_limited",
        _ => throw new InvalidOperationException($"Unknown problem {Problem}."),
    };

    /// <summary>Explains a problem of a discount.</summary>
    /// <param name="problem">The reason.</param>
    /// <param name="code">The code that was asked for; of <see cref="DiscountProblem.AlreadyApplied"/>, the one that is on the cart.</param>
    /// <param name="minCartValue">The discount's minimum, as it is displayed.</param>
    public static DiscountRefusal Of(DiscountProblem problem, string code, string minCartValue = "") => problem switch
    {
        DiscountProblem.AlreadyApplied => new(
            problem, $"The discount code '{code}' is already applied to this cart. Remove it before you apply another.")
        {
            AppliedCode = code,
        },
        DiscountProblem.NotFound => new(problem, $"Discount code '{code}' does not exist."),
        DiscountProblem.Inactive => new(problem, "This discount is no longer active."),
        DiscountProblem.Exhausted => new(problem, "This discount has reached its maximum number of uses."),
        DiscountProblem.NotStarted => new(problem, "This discount is not yet valid."),
        DiscountProblem.Expired => new(problem, "This discount has expired."),
        DiscountProblem.MinimumNotMet => new(problem, $"Minimum cart value of {minCartValue} required."),
        DiscountProblem.SignInRequired => new(problem, "Sign in to use this discount."),
        DiscountProblem.CustomerLimit => new(problem, "You have used this discount as often as you can."),
        DiscountProblem.RateLimited => new(problem, "Too many invalid discount codes. Try again later."),
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, "Unknown problem."),
    };

    /// <summary>Refuses a code because too many wrong ones were given.</summary>
    internal static DiscountRefusal RateLimited(TimeSpan retryAfter)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return new(DiscountProblem.RateLimited, $"Too many invalid discount codes. Try again in {seconds} s.") { RetryAfter = retryAfter };
    }
}
