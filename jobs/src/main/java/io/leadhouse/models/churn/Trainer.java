package io.leadhouse.models.churn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.feature.VectorSlicer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionModel;
import org.apache.spark.ml.regression.IsotonicRegression;
import org.apache.spark.ml.regression.IsotonicRegressionModel;
import org.apache.spark.ml.stat.Summarizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Learns a logistic regression from examples, and its calibration from later ones. Examples come in
 * one order and one partition: sums of floating-point numbers depend on both, and equal examples
 * have to give equal weights.
 */
final class Trainer {
  private static final double REGULARIZATION = 1e-4;
  private static final int MAXIMUM_ITERATIONS = 50;
  private static final int SHARES = 1_000_000;

  private static final String LABEL = "label";
  private static final String FEATURES = "features";
  private static final String VARYING = "varying";
  private static final String IS_CUSTOMER = "is_customer";
  private static final StructType LABELLED =
      new StructType()
          .add(LABEL, DataTypes.DoubleType, false)
          .add(FEATURES, SQLDataTypes.VectorType(), false)
          .add(IS_CUSTOMER, DataTypes.BooleanType, false);

  private final long maximumExamples;

  Trainer(long maximumExamples) {
    this.maximumExamples = maximumExamples;
  }

  /**
   * A regression with a weak ridge penalty (1e-4 on the features as they are), which keeps weights
   * finite where a feature separates the outcomes.
   *
   * @param examples rows of churn_example with a known outcome, of one organization
   * @param count how many there are
   */
  LogisticFit learn(Dataset<Row> examples, long count) {
    Dataset<Row> labelled = vectors(share(examples, count)).localCheckpoint();
    Map<Boolean, List<Double>> means = means(labelled);
    return new LogisticFit(line(labelled), means.get(false), means.get(true), Calibration.NONE);
  }

  /** What is the same for all, as calls are where none are logged, tells nothing and weighs 0. */
  private static LogisticFit.Line line(Dataset<Row> labelled) {
    Vector variances = labelled.select(Summarizer.variance(col(FEATURES))).first().getAs(0);
    int[] varying =
        IntStream.range(0, variances.size()).filter(i -> variances.apply(i) > 0).toArray();
    Double[] weights = new Double[variances.size()];
    Arrays.fill(weights, 0.0);
    GeneralizedLinearRegressionModel model =
        new GeneralizedLinearRegression()
            .setLabelCol(LABEL)
            .setFeaturesCol(VARYING)
            .setFamily("binomial")
            .setLink("logit")
            .setRegParam(REGULARIZATION)
            .setMaxIter(MAXIMUM_ITERATIONS)
            .fit(
                new VectorSlicer()
                    .setInputCol(FEATURES)
                    .setOutputCol(VARYING)
                    .setIndices(varying)
                    .transform(labelled));
    for (int i = 0; i < varying.length; i++) {
      weights[varying[i]] = model.coefficients().apply(i);
    }
    return new LogisticFit.Line(model.intercept(), List.of(weights));
  }

  /**
   * Isotonic regression of outcomes on the probabilities that {@code fit} gives (Zadrozny, Elkan,
   * Transforming Classifier Scores into Accurate Multiclass Probability Estimates, KDD 2002).
   *
   * @param examples rows of churn_example with a known outcome, of a fold after those of the fit
   * @param count how many there are
   */
  LogisticFit calibrate(LogisticFit fit, Dataset<Row> examples, long count) {
    LogisticFit.Line line = fit.line();
    Dataset<Row> scored =
        vectors(share(examples, count))
            .map(
                (MapFunction<Row, Row>)
                    row ->
                        RowFactory.create(
                            row.getDouble(0), line.probability(row.<Vector>getAs(1).toArray())),
                Encoders.row(
                    new StructType()
                        .add(LABEL, DataTypes.DoubleType, false)
                        .add(FEATURES, DataTypes.DoubleType, false)))
            // It is read several times.
            .localCheckpoint();
    IsotonicRegressionModel model =
        new IsotonicRegression().setLabelCol(LABEL).setFeaturesCol(FEATURES).fit(scored);
    return new LogisticFit(
        line,
        fit.means(),
        fit.customerMeans(),
        new Calibration(list(model.boundaries()), list(model.predictions())));
  }

  /** Mean features of customers (true) and of prospects (false); zeros where there are none. */
  private static Map<Boolean, List<Double>> means(Dataset<Row> labelled) {
    List<Double> none = Collections.nCopies(Feature.ALL.size(), 0.0);
    Map<Boolean, List<Double>> means = new HashMap<>(Map.of(true, none, false, none));
    Dataset<Row> grouped = labelled.groupBy(IS_CUSTOMER).agg(Summarizer.mean(col(FEATURES)));
    for (Row mean : grouped.collectAsList()) {
      means.put(mean.getBoolean(0), list(mean.getAs(1)));
    }
    return means;
  }

  /** Of more examples than the maximum about as many, drawn by lead, whatever their order. */
  private Dataset<Row> share(Dataset<Row> examples, long count) {
    if (count <= maximumExamples) {
      return examples;
    }
    long share = SHARES * maximumExamples / count;
    return examples.where(pmod(xxhash64(col("lead_id")), lit(SHARES)).lt(share));
  }

  private static Dataset<Row> vectors(Dataset<Row> examples) {
    int churned = examples.schema().fieldIndex("churned");
    return examples
        .repartition(1)
        .sortWithinPartitions("fold", "lead_id")
        .map(
            (MapFunction<Row, Row>)
                row -> {
                  Example example = Example.of(row);
                  return RowFactory.create(
                      row.getBoolean(churned) ? 1.0 : 0.0,
                      Vectors.dense(Feature.vector(example)),
                      example.isCustomer());
                },
            Encoders.row(LABELLED));
  }

  private static List<Double> list(Vector vector) {
    return Arrays.stream(vector.toArray()).boxed().toList();
  }
}
