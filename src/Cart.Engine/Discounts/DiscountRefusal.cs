namespace Cart.Engine;

/// <summary>Why a discount cannot be used, for programs and for people.</summary>
/// <param name="Problem">The reason.</param>
/// <param name="Message">The reason in English.</param>
public sealed record DiscountRefusal(DiscountProblem Problem, string Message)
{
    /// <summary>A discount is applied already.</summary>
    public static DiscountRefusal AlreadyApplied { get; } =
        new(DiscountProblem.AlreadyApplied, "A discount is already applied to this cart.");

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
        _ => throw new InvalidOperationException($"Unknown problem {Problem}."),
    };

    /// <summary>Explains a problem of a discount.</summary>
    /// <param name="problem">The reason.</param>
    /// <param name="code">The code that was asked for.</param>
    /// <param name="minCartValue">The discount's minimum, as it is displayed.</param>
    public static DiscountRefusal Of(DiscountProblem problem, string code, string minCartValue = "") => problem switch
    {
        DiscountProblem.AlreadyApplied => AlreadyApplied,
        DiscountProblem.NotFound => new(problem, $"Discount code '{code}' does not exist."),
        DiscountProblem.Inactive => new(problem, "This discount is no longer active."),
        DiscountProblem.Exhausted => new(problem, "This discount has reached its maximum number of uses."),
        DiscountProblem.NotStarted => new(problem, "This discount is not yet valid."),
        DiscountProblem.Expired => new(problem, "This discount has expired."),
        DiscountProblem.MinimumNotMet => new(problem, $"Minimum cart value of {minCartValue} required."),
        DiscountProblem.SignInRequired => new(problem, "Sign in to use this discount."),
        DiscountProblem.CustomerLimit => new(problem, "You have used this discount as often as you can."),
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, "Unknown problem."),
    };
}
