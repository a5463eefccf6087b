namespace Cart.LoadTest;

/// <summary>What has to hold for a figure to mean anything.</summary>
internal static class Expect
{
    /// <exception cref="InvalidOperationException">It does not hold.</exception>
    public static void That(bool holds, string what, object? cameTo)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"{what} came to {cameTo}.");
        }
    }
}
