namespace Cart.Engine;

/// <summary>What became of an edit of a discount. Everything but <see cref="Done"/> changed nothing.</summary>
public enum DiscountEdit
{
    /// <summary>The edit took effect.</summary>
    Done,

    /// <summary>A discount of that code exists already.</summary>
    Duplicate,

    /// <summary>There is no discount of that code.</summary>
    NotFound,

    /// <summary>The number of uses would be limited to less than are taken.</summary>
    BelowUses,

    /// <summary>The discount was edited since the revision that the edit is of.</summary>
    RevisionMismatch,
}
