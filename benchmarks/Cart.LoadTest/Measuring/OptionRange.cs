using System.CommandLine.Parsing;

namespace Cart.LoadTest;

/// <summary>The ranges of the options' values.</summary>
internal static class OptionRange
{
    /// <summary>Refuses a value, by the name of its option, unless it is in range.</summary>
    public static void Require<T>(OptionResult result, Func<T?, bool> isInRange, string range)
    {
        if (!isInRange(result.GetValueOrDefault<T>()))
        {
            result.AddError($"{result.Option.Name} is {range}.");
        }
    }
}
