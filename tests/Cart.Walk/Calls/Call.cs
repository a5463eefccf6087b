using System.Collections.Immutable;

namespace Cart.Walk;

/// <summary>The entity tag that a call sends.</summary>
internal enum TagChoice
{
    None,
    Last,
    Earlier,
}

/// <summary>The total that a checkout expects.</summary>
internal enum TotalChoice
{
    None,
    Shown,
    Wrong,
}

/// <summary>One step of a walk. It holds data only, so a walk can run again without some steps.</summary>
/// <param name="Kind">The kind of the call.</param>
/// <param name="Browser">The browser that sends it.</param>
internal sealed record Call(CallKind Kind, int Browser)
{
    /// <summary>The user of a login.</summary>
    public int User { get; init; }

    public int Product { get; init; }

    /// <summary>A second product, of an addition or an import of two.</summary>
    public int? Other { get; init; }

    /// <summary>The quantity, the delta, the number of simultaneous requests, or an operator's new stock or price.</summary>
    public int Quantity { get; init; } = 1;

    public int? Code { get; init; }

    public int Option { get; init; }

    /// <summary>What is sent as If-Match.</summary>
    public TagChoice Match { get; init; }

    /// <summary>What is sent as If-None-Match.</summary>
    public TagChoice Known { get; init; }

    /// <summary>What a checkout expects to pay.</summary>
    public TotalChoice Total { get; init; }

    /// <summary>Whether an Idempotency-Key is sent.</summary>
    public bool IsKeyed { get; init; }

    /// <summary>The distance to the repeated call or earlier tag, or the browser whose cookies are copied.</summary>
    public int Back { get; init; }

    /// <summary>true if the second tab's answer arrives first; otherwise, false.</summary>
    public bool IsSwapped { get; init; }

    /// <summary>true to call the facade; false to call the endpoints.</summary>
    public bool IsFacade { get; init; }

    /// <summary>The calls of two tabs, or the calls during a held checkout.</summary>
    public ImmutableArray<Call> Inner { get; init; } = [];

    /// <summary>true if the call may change a cart or its owner; otherwise, false.</summary>
    public bool Changes => Kind is not (CallKind.Get or CallKind.Orders or CallKind.Watch or CallKind.Copy);

    /// <summary>true for an operator's action; otherwise, false.</summary>
    public bool IsOperators => Kind is CallKind.Toggle or CallKind.Delete or CallKind.Price or CallKind.Stock or CallKind.Sell;
}
