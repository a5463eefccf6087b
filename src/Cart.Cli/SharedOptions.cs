using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using Cart.Engine;

namespace Cart.Cli;

/// <summary>Defines arguments and options that several commands share.</summary>
internal static class SharedOptions
{
    private const string OrderForm = "0198c9a5-2f6e-7d0c-9d53-7c1c2f6f0a11";

    public delegate bool Reader<T>(string text, out T value);

    public static Argument<CartId> CartId() => Read<CartId>(
        "ID",
        "The id of the cart: 32 hexadecimal digits.",
        Engine.CartId.TryParse,
        static text => $"'{text}' is no id of a cart; expected 32 hexadecimal digits in lower case.");

    public static Argument<OrderId> OrderId() => Read<OrderId>(
        "ID",
        $"The id of the order, such as {OrderForm}.",
        Engine.OrderId.TryParse,
        static text => $"'{text}' is no id of an order; expected one such as {OrderForm}.");

    public static Argument<DiscountCode> DiscountCode() => Read<DiscountCode>(
        "CODE",
        $"The code of the discount, 1 to {Engine.DiscountCode.MaxLength} characters.",
        Engine.DiscountCode.TryParse,
        static _ => $"code: Expected 1 to {Engine.DiscountCode.MaxLength} characters, none of them a control character.");

    /// <summary>Creates the option for the number of entries of a page.</summary>
    public static Option<int> Limit() => WholeNumber("--limit", "List at most N, 1 to 1000.", usual: 100, most: 1000);

    /// <summary>Creates an option that is a whole number from 1.</summary>
    public static Option<int> WholeNumber(string name, string description, int usual, int most) => new(name)
    {
        HelpName = "N",
        Description = description,
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1 || number > most)
            {
                result.AddError($"{name} is '{text}'; expected a whole number from 1 to {most}.");
            }

            return number;
        },
    };

    /// <summary>Creates the option for the cursor of a page.</summary>
    public static Option<T?> Cursor<T>(Reader<T> read)
        where T : struct => new("--cursor")
        {
            HelpName = "CURSOR",
            Description = "Go on behind the page that named this cursor.",
            CustomParser = result => Parse(result, read, static text => $"--cursor is '{text}'; expected what the page before named."),
        };

    private static Argument<T> Read<T>(string name, string description, Reader<T> read, Func<string, string> refusal) => new(name)
    {
        Description = description,
        CustomParser = result => Parse(result, read, refusal),
    };

    private static T Parse<T>(ArgumentResult result, Reader<T> read, Func<string, string> refusal)
    {
        var text = result.Tokens[0].Value;
        if (!read(text, out var value))
        {
            result.AddError(refusal(text));
        }

        return value;
    }
}

/// <summary>Represents the output of an export: a file, or standard output.</summary>
internal sealed class OutputOption : Option<string?>
{
    public OutputOption()
        : base("--output")
    {
        HelpName = "FILE";
        Description = "Write to this file, which is replaced. Default: standard output.";
    }

    /// <summary>Writes the output, or reports that the file cannot be written. Returns the exit code.</summary>
    public async Task<int> WriteAsync(StoreCall call, ParseResult parsed, Func<TextWriter, Task> write)
    {
        if (parsed.GetValue(this) is not { } file)
        {
            await write(call.Output).ConfigureAwait(false);
            return ExitCode.Done;
        }

        try
        {
            var writer = new StreamWriter(file, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            await using (writer.ConfigureAwait(false))
            {
                await write(writer).ConfigureAwait(false);
            }

            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            await call.Error.WriteLineAsync($"{file}: the file cannot be written: {fault.Message} Give --output a path that you may write.").ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }
}
