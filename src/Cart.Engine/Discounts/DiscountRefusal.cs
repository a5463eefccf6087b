using System.Globalization;

namespace Cart.Engine;

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
