using System.CommandLine;
using System.Globalization;

namespace Cart.Cli;

/// <summary>How many entries a page of a list has.</summary>
internal sealed class LimitOption : Option<int>
{
    private const int Most = 1000;

    public LimitOption()
        : base("--limit")
    {
        HelpName = "N";
        Description = $"List at most N, 1 to {Most}.";
        DefaultValueFactory = static _ => 100;
        CustomParser = static result =>
        {
            var text = result.Tokens[0].Value;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit is < 1 or > Most)
            {
                result.AddError($"--limit is '{text}'; expected a whole number from 1 to {Most}.");
            }

            return limit;
        };
    }
}
