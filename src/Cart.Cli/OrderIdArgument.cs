using System.CommandLine;
using Cart.Engine;

namespace Cart.Cli;

/// <summary>The id of an order on a command line.</summary>
internal sealed class OrderIdArgument : Argument<OrderId>
{
    public OrderIdArgument()
        : base("ID")
    {
        Description = "The id of the order, such as 0198c9a5-2f6e-7d0c-9d53-7c1c2f6f0a11.";
        CustomParser = static result =>
        {
            var text = result.Tokens[0].Value;
            if (!OrderId.TryParse(text, out var id))
            {
                result.AddError($"'{text}' is no id of an order; expected one such as 0198c9a5-2f6e-7d0c-9d53-7c1c2f6f0a11.");
            }

            return id;
        };
    }
}
