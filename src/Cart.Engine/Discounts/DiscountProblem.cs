namespace Cart.Engine;

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
