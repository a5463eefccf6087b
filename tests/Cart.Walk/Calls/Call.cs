using System.Collections.Immutable;

namespace Cart.Walk;

/// <summary>Which entity tag a call sends.</summary>
internal enum TagChoice
{
    None,
    Last,
    Earlier,
}

/// <summary>Which total a checkout expects.</summary>
internal enum TotalChoice
{
    None,
    Shown,
    Wrong,
}

/// <summary>One step of a walk. It is data alone, so that a walk can be run again without some of its steps.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Browser">The browser that does it.</param>
internal sealed record Call(CallKind Kind, int Browser)
{
    /// <summary>The user of a login.</summary>
    public int User { get; init; }

    public int Product { get; init; }

    /// <summary>A second product, of an addition or an import of two.</summary>
    public int? Other { get; init; }

    /// <summary>Units, or by how many more or fewer, or how many requests at once; of an operator the new stock or price.</summary>
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

    /// <summary>How many keyed calls to go back for the one that is repeated, or tags for the earlier one; the browser that cookies are copied from.</summary>
    public int Back { get; init; }

    /// <summary>Whether the answers of two tabs arrive the other way round.</summary>
    public bool IsSwapped { get; init; }

    /// <summary>Whether the facade is called instead of the endpoints.</summary>
    public bool IsFacade { get; init; }

    /// <summary>The calls of two tabs, or those that are made while a checkout is under way.</summary>
    public ImmutableArray<Call> Inner { get; init; } = [];

    /// <summary>Whether the call may change a cart or whose it is.</summary>
    public bool Changes => Kind is not (CallKind.Get or CallKind.Orders or CallKind.Watch or CallKind.Copy);

    /// <summary>Whether an operator makes it.</summary>
    public bool IsOperators => Kind is CallKind.Toggle or CallKind.Delete or CallKind.Price or CallKind.Stock or CallKind.Sell;
}
