namespace Cart.LoadTest;

/// <summary>Which figure a rule is about.</summary>
internal enum ComparedFigure
{
    /// <summary>The engine's figure, divided by the other.</summary>
    Ratio,

    /// <summary>The engine's figure, without the other.</summary>
    Difference,

    /// <summary>The engine's figure itself.</summary>
    Value,
}
