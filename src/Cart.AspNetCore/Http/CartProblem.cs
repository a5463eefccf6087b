using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Cart.AspNetCore;

/// <summary>Represents a refusal as problem details (RFC 9457), with a stable code.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The code, for programs.</param>
/// <param name="Detail">The problem and its solution, for people.</param>
internal sealed record CartProblem(int Status, string Code, string Detail) : IResult
{
    /// <summary>Gets the URL that explains the type of problem, if the host sets one.</summary>
    [JsonPropertyOrder(-1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }

    [JsonPropertyOrder(-1)]
    [AllowNull]
    public string Title
    {
        get => field ?? ReasonPhrases.GetReasonPhrase(Status);
        init;
    }

    /// <summary>Gets the invalid fields.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Remark>? Errors { get; init; }

    /// <summary>Gets the version of the cart, if the client expected another.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Version { get; init; }

    /// <summary>Gets the total of the cart, if the client expected another.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Total { get; init; }

    /// <summary>Gets the discount code on the cart, if it prevents another.</summary>
    [JsonPropertyName("discount_code")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DiscountCode { get; init; }

    /// <summary>Gets the quantity in stock, if it does not suffice and the shop reports it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Available { get; init; }

    /// <summary>Gets the requested quantity, if it exceeds the stock.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Requested { get; init; }

    /// <summary>Gets the minimum sum of the lines, if the cart is worth less.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Minimum { get; init; }

    /// <summary>Gets the exceeded limit: of the quantity of a line, or of lines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Limit { get; init; }

    /// <summary>Gets whether a request without an answer from a store may have taken effect.</summary>
    [JsonPropertyName("outcome_unknown")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? OutcomeUnknown { get; init; }

    /// <summary>Gets the URI of this occurrence, if the host sets one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Instance { get; init; }

    /// <summary>Gets or sets further members from the host, such as a <c>traceId</c>.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extensions { get; set; }

    /// <summary>Gets when to retry.</summary>
    [JsonIgnore]
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Returns the problem for an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="pointerTo">Returns the location of a product's quantity in the request; null if the request names no products.</param>
    public static CartProblem Of(CartError error, Func<ProductKey, string>? pointerTo = null)
    {
        var line = error.Lines is [var first, ..] ? first : null;
        return new(error.HttpStatus, error.Code, error.Message)
        {
            Errors = Remark.ListOf(error, pointerTo) is [_, ..] remarks ? remarks : null,
            Version = error.Version,
            Total = error.Totals is { } totals ? totals.Currency.Format(totals.Total) : null,
            DiscountCode = error.Is(CartErrors.DiscountApplied) ? error.DiscountCode : null,
            Available = line?.Available?.ToInt32(),
            Requested = line?.Requested?.ToInt64(),
            Limit = error.Limit,
            Minimum = error.Is(CartErrors.MinimumOrderNotMet) ? Remark.Text(error.Minimum, error.Currency) : null,
            OutcomeUnknown = error.OutcomeUnknown,
            RetryAfter = error.RetryAfter,
        };
    }

    /// <summary>Returns the problem for an exception that refuses a request; null for any other, which is a bug.</summary>
    public static CartProblem? Of(Exception refusal) => refusal switch
    {
        CartException { Error: var error } => Of(error),
        RefusedRequestException { Problem: var problem } => problem,
        _ => null,
    };

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        httpContext.Response.StatusCode = Status;
        if (RetryAfter is { } retryAfter)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds));
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (httpContext.RequestServices?.GetService<IProblemDetailsService>() is not { } service
            || !await service.TryWriteAsync(new() { HttpContext = httpContext, ProblemDetails = new Details(this) }).ConfigureAwait(false))
        {
            await WriteAsync(httpContext).ConfigureAwait(false);
        }
    }

    private Task WriteAsync(HttpContext context) =>
        context.Response.WriteAsJsonAsync(this, ResponseJsonContext.Relaxed.CartProblem, MediaTypes.Problem, CancellationToken.None);

    /// <summary>Writes problems for the host's problem details service, with the host's customizations, but with their own JSON contract.</summary>
    /// <remarks>
    /// The default writer would add a <c>type</c> and a <c>traceId</c>, and needs the host's serializer to know <see cref="Remark"/>.
    /// </remarks>
    public sealed class Writer(IOptions<ProblemDetailsOptions> options, IOptions<JsonOptions> json) : IProblemDetailsWriter
    {
        public bool CanWrite(ProblemDetailsContext context) => context.ProblemDetails is Details;

        public ValueTask WriteAsync(ProblemDetailsContext context)
        {
            var problem = ((Details)context.ProblemDetails).Problem;
            if (options.Value.CustomizeProblemDetails is { } customize)
            {
                customize(context);
                problem = problem.CustomizedAs(context.ProblemDetails, json.Value.SerializerOptions);
            }

            return new ValueTask(problem.WriteAsync(context.HttpContext));
        }
    }

    // Programs rely on status, code and numbers, so these cannot be customized.
    private CartProblem CustomizedAs(ProblemDetails details, JsonSerializerOptions options) => this with
    {
        Type = details.Type,
        Title = details.Title,
        Detail = details.Detail ?? Detail,
        Instance = details.Instance,
        Extensions = details.Extensions
            .Where(static extension => extension.Value is not null
                && ResponseJsonContext.Relaxed.CartProblem.Properties.All(own => own.Name != extension.Key))
            .ToDictionary(
                static extension => extension.Key,
                extension => JsonSerializer.SerializeToElement(extension.Value, options.GetTypeInfo(extension.Value!.GetType()))),
    };

    private sealed class Details : ProblemDetails
    {
        public Details(CartProblem problem)
        {
            (Problem, Status, Title, Detail) = (problem, problem.Status, problem.Title, problem.Detail);
            Extensions["code"] = problem.Code;
        }

        public CartProblem Problem { get; }
    }
}
