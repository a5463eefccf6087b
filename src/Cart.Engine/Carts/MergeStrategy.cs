namespace Cart.Engine;

/// <summary>What becomes of the quantity of a product that both carts have. The price is always the source's.</summary>
public enum MergeStrategy
{
    /// <summary>Both quantities together.</summary>
    Add,

    /// <summary>The source's quantity.</summary>
    Replace,

    /// <summary>The greater of both quantities.</summary>
    KeepHigher,
}
